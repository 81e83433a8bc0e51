/** Who is measured, and what a measurement is. */

/** `full`: into the empty table; `upsert`: every row of the file changes a row that is there. */
export type FileTask = 'full' | 'upsert';

export interface Measurement {
  /** From connecting to the database until the commit is known; neither the start of the process nor its imports. */
  readonly seconds: number;
  /** From the start of the process to its end, where it has one of its own. */
  readonly processSeconds?: number | undefined;
  /** Largest resident memory of the process, where it has one of its own. */
  readonly peakRssMib?: number | undefined;
  /** SQL statements sent to find rows that the database refused and to merge the others; the loader only. */
  readonly searchStatements?: number | undefined;
}

/** A file of the round, and what a contender may know of it. */
export interface Work {
  readonly task: FileTask;
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
  /** Too slow or too greedy for some work; undefined: takes part in all. */
  takesPart?(work: Work): boolean;
  /** What it needs for this work of the rows that another contender has loaded. */
  prepareFrom?(work: Work, loadedUrl: string): Promise<void>;
  stop?(): Promise<void>;
}
