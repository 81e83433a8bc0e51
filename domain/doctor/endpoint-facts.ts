/** Settings of a DMS endpoint that writes to S3, with DMS's own defaults for what is not set (API reference, S3Settings). */

export interface EndpointFacts {
  readonly id: string;
  readonly bucket: string;
  readonly bucketFolder: string;
  readonly settings: S3EndpointSettings;
}

export interface S3EndpointSettings {
  readonly dataFormat: 'parquet' | 'csv';
  readonly compressionType: string;
  readonly cdcInsertsOnly: boolean;
  readonly cdcInsertsAndUpdates: boolean;
  readonly includeOpForFullLoad: boolean;
  readonly timestampColumnName: string | undefined;
  readonly useTaskStartTimeForFullLoadTimestamp: boolean;
  readonly parquetTimestampInMillisecond: boolean;
  readonly datePartitionTimezone: string | undefined;
  readonly preserveTransactions: boolean;
  readonly cdcPath: string | undefined;
  readonly addTrailingPaddingCharacter: boolean;
  readonly addColumnName: boolean;
  readonly rfc4180: boolean;
  readonly csvDelimiter: string;
  readonly csvRowDelimiter: string;
  readonly csvNullValue: string;
  /** CsvNoSupValue, where UseCsvNoSupValue is on. */
  readonly csvNoSupValue: string | undefined;
}
