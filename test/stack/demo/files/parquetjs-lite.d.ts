/** The part of parquetjs-lite that the demo uses; the package has no types of its own. */
declare module 'parquetjs-lite' {
  import type { Writable } from 'node:stream';

  interface Field {
    readonly type: 'UTF8' | 'INT64' | 'TIMESTAMP_MICROS';
    readonly optional: boolean;
    readonly compression: 'GZIP';
  }

  interface Schema {
    readonly schema: Readonly<Record<string, Field>>;
  }

  interface Writer {
    appendRow(row: Readonly<Record<string, string | number | bigint>>): Promise<void>;
    close(): Promise<void>;
  }

  const parquet: {
    readonly ParquetSchema: new (fields: Readonly<Record<string, Field>>) => Schema;
    readonly ParquetWriter: { openStream(schema: Schema, stream: Writable): Promise<Writer> };
  };
  export = parquet;
}
