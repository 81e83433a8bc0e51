/** Who is measured, and what a measurement is. */

/** `full`: into the empty table; `upsert`: every row of the file changes a row that is there. */
export const TASKS = ['full', 'upsert'] as const;
export type Task = (typeof TASKS)[number];

export interface Measurement {
  /** From connecting to the database until the commit is known; neither the start of the process nor its imports. */
  readonly seconds: number;
  /** Largest resident memory of the process, where it has one of its own. */
  readonly peakRssMib: number | undefined;
  /** SQL statements sent to find rows that the database refused and to merge the others; the loader only. */
  readonly searchStatements?: number | undefined;
}

/** A file of the round, and what a contender may know of it. */
export interface Work {
  readonly task: Task;
  readonly rows: number;
  /** Local path of the Parquet file. */
  readonly path: string;
  /** From 0. */
  readonly round: number;
  /** Of the file, how many rows the target refuses; they may be set aside. Undefined: bad rows fail the load. */
  readonly badRows?: number | undefined;
}

export interface Contender {
  readonly name: string;
  /** Of its own database on the common server, in which `dmstest.test_product` stands. */
  readonly databaseUrl: string;
  measure(work: Work): Promise<Measurement>;
}
