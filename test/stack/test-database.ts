import { afterAll, beforeAll, inject } from 'vitest';
import { createDatabase, dropDatabase } from './postgres.ts';

/**
 * Gives a test file an empty database of its own, dropped at its end.
 * Call it at the head of the file; `url` is there from the first `beforeAll` or test on.
 */
export function useTestDatabase(): { readonly url: string } {
  const database = { url: '' };
  beforeAll(async () => {
    database.url = await createDatabase(inject('postgresUrl'));
  });
  afterAll(() => dropDatabase(database.url));
  return database;
}
