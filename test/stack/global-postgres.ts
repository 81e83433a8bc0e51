/** One PostgreSQL server for a whole run of the tests. Each test file makes its own database on it: test-database.ts. */
import type { TestProject } from 'vitest/node';
import { beginLooks, countLooks } from './ledger-sums.ts';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  await beginLooks(postgres.url);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    const loads = await countLooks(postgres.url);
    await postgres.stop();
    if (loads > 0) {
      console.log(`Sum rule: ${loads} loads of these tests looked at`);
    }
  };
}
