import type { CodeOf } from '../errors.ts';
import type { Explanation } from './explanation.ts';

/** What may be otherwise at the next attempt. */
export const CIRCUMSTANCES: Readonly<Record<CodeOf<'failed' | 'missing'>, Explanation>> = {
  LOAD_INCOMPLETE: {
    cause: 'A sweep was asked for before all files of the full load are loaded, or nothing says when it began',
    data: 'Nothing was changed',
    remedy: 'Load what the message names first, or say with `--before` when the full load began (docs/reloads.md)',
  },
  REOPENED_WITHOUT_KEY: {
    cause: 'A file was replayed with `--force` whose table has no key, so that its rows would be there twice',
    data: 'Nothing was changed; the file counts as loaded, as before',
    remedy: 'Mend its rows with SQL (they have its `_dms_load`), or load the table anew into an empty target',
  },
  ATOMIC_TOO_LARGE: {
    cause: 'A file of an `atomic` table has more rows than can be loaded in the time that is left',
    remedy:
      'Load it with `dms-loader load` and a higher LOADER_OBJECT_SECONDS, let DMS write smaller files (MaxFileSize), or take `atomic` away',
  },
  OBJECT_MISSING: {
    cause: 'The object, or its bucket, is not there',
    data: 'Nothing of it is in the table; the ledger keeps it as missing until an event of it comes again',
    remedy: 'If it was deleted there is nothing to do: `dms-loader dlq drop`. Else have it written again',
  },
  OBJECT_CHANGED: {
    cause: 'The object was overwritten between its announcement and its reading, or while it was read',
    remedy: 'Nothing: the next attempt loads what is there. If it repeats, let whoever writes it finish',
  },
  OBJECT_FORBIDDEN: {
    cause: 'S3 does not let the loader read the object, or it is archived',
    remedy:
      'Grant s3:GetObject, s3:ListBucket and kms:Decrypt, check expectedBucketOwner; restore what is archived; then redrive',
  },
  STORE_UNAVAILABLE: {
    cause: 'S3 did not answer, or answered with an error of its own',
    remedy: 'Nothing, if it passes; else check network, region, endpoint and credentials',
  },
  QUEUE_UNAVAILABLE: {
    cause: 'SQS did not answer, or refused a call',
    remedy: 'Nothing, if it passes; else check QUEUE_URL, the region and the rights that the message names',
  },
  DATABASE_UNAVAILABLE: {
    cause:
      'PostgreSQL does not answer, ended the connection, has none left, or could not finish: a lock or time limit, a deadlock, a full disk',
    remedy: 'Nothing, if it passes; else check host, network, max_connections, disk, and who holds the table',
  },
  DATABASE_REFUSED: {
    cause:
      'PostgreSQL refused a statement for a reason that time does not heal: a value that the target cannot hold, a trigger that raises, a changed table',
    remedy: 'Do what the message says; it is tried again by itself',
  },
  CONSTRAINT_VIOLATED: {
    cause: 'A row breaks a constraint of the target besides its key; the message names both',
    remedy:
      'Load what it refers to first, mend the data, or alter the constraint as the message says (docs/bad-rows.md)',
  },
  TRANSFORMATION_FAILED: {
    cause: 'SQL of the mapping, `beforeMerge` or `afterMerge`, failed',
    remedy: 'Mend that SQL or what it reads (docs/transformations.md)',
  },
  DATABASE_ACCESS: {
    cause: 'PostgreSQL refuses the user, the password or a right',
    remedy: 'Correct DATABASE_URL, or let the owner of the table run the SQL that the message gives',
  },
  LEDGER_NOT_MIGRATED: {
    cause: 'The schema dms_loader is not there, or older than this version of the loader',
    remedy: 'Run `dms-loader migrate`',
  },
  TARGET_NOT_MIGRATED: {
    cause: 'The target table is not there, or does not fit its mapping',
    remedy: 'Run `dms-loader migrate`, or the SQL that the message gives',
  },
  KEY_REPEATED: {
    cause: 'A key stands twice in a full-load file that went straight into an empty table',
    remedy: 'Nothing: it is loaded again at once, by a merge',
  },
  COMMIT_UNKNOWN: {
    cause: 'The connection ended during COMMIT, and the database could not be asked what came of it',
    data: 'All of the transaction is in the table, or nothing; the ledger says which, and the next attempt asks it first',
    remedy: 'Nothing, if it passes; else see that the database answers',
  },
  COUNTS_DISAGREE: {
    cause:
      'What the database did is not what it was asked to do: a trigger or a row policy keeps rows out, or the loader is wrong',
    remedy: 'Look for triggers that answer NULL and for row level security on the target; else report it with the file',
  },
  DEADLINE_NEAR: {
    cause: 'The attempt ran out of time',
    data: 'What was committed of a large file stays, and the next attempt goes on behind it; else nothing of it is in the table',
    remedy:
      'Nothing, if it passes; else give more time (LOADER_OBJECT_SECONDS, the function timeout), or find what holds the table',
  },
  UNEXPECTED: {
    cause: 'An error that nobody foresaw, want of memory among them',
    remedy: 'If it stays so, give the function more memory, or report it with the log',
  },
};
