import type { CodeOf } from '../errors.ts';
import type { Explanation } from './explanation.ts';

/** What is wrong with a message, its object or its rows, whenever they are looked at. */
export const CONTENT: Readonly<Record<CodeOf<'rejected'>, Explanation>> = {
  NOTIFICATION_UNREADABLE: {
    cause: 'The message is no notification of S3, direct or by way of SNS or EventBridge',
    data: 'No object is known to be concerned; records of the message that can be read are loaded',
    remedy: 'Let nothing but S3 events into the queue; drop the message: `dms-loader dlq drop`',
  },
  KEY_UNREADABLE: {
    cause: 'The key in the message is empty, too long, or not encoded as S3 encodes keys',
    remedy: 'Copy the object to the key that DMS would have given it, or remove the message',
  },
  KEY_TIME_INVALID: {
    cause:
      'The object is named like a file of changes, but its digits are no time since 1970; the order of changes rests on it',
    remedy: 'Copy it to the name under which DMS wrote it',
  },
  KEY_NOT_DMS: {
    cause: 'The object lies in the folder of a mapped table and is not named as DMS names files',
    remedy:
      'Name it as DMS did, `LOAD00000001.parquet` or `20260131-120000000.parquet`, or keep other files out of the folder',
  },
  TABLE_NOT_MAPPED: {
    cause: 'No mapping and no source takes the folders of the key',
    remedy:
      'Add a mapping (docs/add-a-table.md) and redrive; or put the table on the ignore list of its source; or narrow the notification',
  },
  TABLE_AMBIGUOUS: {
    cause: 'The folders of the key name more than one mapped table',
    remedy: 'Declare a source whose prefix names all folders before the schema',
  },
  FORMAT_UNSUPPORTED: {
    cause: 'The file is of a form that the loader does not read, such as Parquet that was gzipped as a whole',
    remedy: 'Let DMS write Parquet or CSV, compressed by DMS itself; see LIMITATIONS.md',
  },
  OBJECT_EMPTY: {
    cause: 'The object has 0 bytes, or nothing but a header where rows have to be',
    remedy: 'Have the file written again: an upload that was broken off leaves such an object',
  },
  PARQUET_NOT_PARQUET: {
    cause: 'The name says Parquet, the bytes are something else',
    remedy: 'Set the DMS endpoint to DataFormat=parquet, or name the file after what it is',
  },
  PARQUET_CORRUPT: {
    cause: 'The bytes contradict themselves: cut, damaged, or not what the format allows',
    remedy: 'Have the file written again; `dms-loader inspect` shows how far it can be read',
  },
  PARQUET_UNSUPPORTED: {
    cause: 'The file uses a part of Parquet that DMS does not write: a codec, an encoding, nested columns, encryption',
    remedy: 'Set the DMS endpoint to what docs/dms-facts.md lists, and have the file written again',
  },
  PARQUET_TOO_LARGE: {
    cause: 'A page, a cell or a row group needs more memory than the reader may take',
    remedy:
      'Raise LOADER_MEMORY_MB, and the memory of the function with it, or let DMS write smaller row groups and pages; the message names the size',
  },
  CSV_CORRUPT: {
    cause: 'A row has too few or too many fields, a quote does not end, or bytes are no text',
    remedy:
      'Compare the settings of the endpoint with those of the source (docs/csv.md); `dms-loader inspect` shows the dialect',
  },
  CSV_TOO_LARGE: {
    cause: 'A field or a row is longer than the memory of the reader allows',
    remedy:
      'Raise LOADER_MEMORY_MB, or check delimiter and quotes: a quote that does not end makes one field of the rest',
  },
  CSV_COLUMNS_UNKNOWN: {
    cause: 'The CSV file has no header, and its mapping does not name the columns',
    remedy: 'List all columns of the source table in `csvColumns` of the mapping, in their order (docs/csv.md)',
  },
  COLUMN_MISSING: {
    cause: 'The file lacks a column that the mapping cannot do without',
    remedy: 'Correct the name in `from()`, or let DMS write the column again',
  },
  COLUMN_AMBIGUOUS: {
    cause: 'Two columns of the file, or two of the target, would be the same one',
    remedy: 'Write the exact name in `from()`, or rename a column by a DMS transformation rule',
  },
  COLUMN_TYPE: {
    cause: "The type of a column of the file does not go with its column of the mapping, or with the target's",
    remedy: 'Declare the column with the type that the message names, or run the SQL that it gives',
  },
  OP_MISSING: {
    cause: 'A file of changes has no column Op, so that inserts and deletes cannot be told apart',
    remedy:
      'Set IncludeOpForFullLoad=true at the endpoint, without which CdcInsertsOnly and CdcInsertsAndUpdates write no Op',
  },
  COLUMN_UNKNOWN: {
    cause:
      'The file has a column that the mapping does not know, and the contract of the table refuses it or cannot add it',
    remedy: 'Map it, list it in `leaveOut`, or change the contract (docs/schema-drift.md)',
  },
  ROW_BAD: {
    cause: 'A cell is not what its column promises; the message names row, column, value and reason',
    remedy: "Mend the mapping or the source and redrive; or set `badRows: 'quarantine'` (docs/bad-rows.md)",
  },
  BUDGET_EXCEEDED: {
    cause: 'More rows of the file are bad than the table lets be set aside',
    remedy: 'Mend the mapping or the source, or raise the budget of the table (docs/bad-rows.md)',
  },
  CHANGE_ORDER_SPLIT: {
    cause: 'AR_H_CHANGE_SEQ of a large file falls back behind rows that are committed already',
    remedy: 'Declare the table `atomic`, so that the file is ordered as a whole (docs/large-files.md)',
  },
  LOAD_COPIED: {
    cause: 'A full-load file was copied to where it is, so that nothing says when DMS wrote it',
    remedy: "Load it with `--written-at`, or declare the source with `loadTime: 'timestamp-column'` (docs/reloads.md)",
  },
};
