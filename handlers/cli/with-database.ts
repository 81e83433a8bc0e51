import { connectDatabase, type PostgresDatabase } from '../../adapters/postgres/database.ts';
import type { Config } from '../config.ts';

/** Lets a command work with the database, whose connection is made at the first question and closed at the end. */
export async function withDatabase<Answer>(
  { databaseUrl }: Pick<Config, 'databaseUrl'>,
  work: (database: PostgresDatabase) => Promise<Answer>,
): Promise<Answer> {
  const database = connectDatabase({ url: databaseUrl });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
