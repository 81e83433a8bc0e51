import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { lookAndTell } from './ledger-sums.ts';
import { createDatabase, dropDatabase } from './postgres.ts';

/**
 * Gives a test file an empty database of its own, dropped at its end. Its ledger is held against the sum rule after each
 * test, as a fixture may drop it before the next one, and at the end.
 * Call it at the head of the file; `url` is there from the first `beforeAll` or test on.
 */
export function useTestDatabase(): { readonly url: string } {
  const database = { url: '' };
  beforeAll(async () => {
    database.url = await createDatabase(inject('postgresUrl'));
  });
  afterEach(() => lookAndTell(database.url, inject('postgresUrl')));
  afterAll(() => endDatabase(database.url, inject('postgresUrl')));
  return database;
}

/** Drops a database, whatever its ledger says; throws if that breaks the sum rule. */
export async function endDatabase(url: string, serverUrl: string): Promise<void> {
  try {
    await lookAndTell(url, serverUrl);
  } finally {
    await dropDatabase(url);
  }
}
