/** Every limit of the loader, with its unit in its name. The infrastructure takes its timeouts from here too. */

const SECOND = 1;
const MINUTE = 60 * SECOND;
const MEBIBYTE = 1024 * 1024;

/** Longest run of the Lambda function. Lambda itself allows 15 minutes. */
export const FUNCTION_TIMEOUT_SECONDS = 5 * MINUTE;

/** SQS hides a received message this long: six times the function's timeout, as the Lambda guide asks. */
export const VISIBILITY_TIMEOUT_SECONDS = 6 * FUNCTION_TIMEOUT_SECONDS;

/** Messages in one invocation. */
export const BATCH_SIZE = 10;

/** Receives after which SQS moves a message to the dead-letter queue. The Lambda guide asks for five at least. */
export const RECEIVE_LIMIT = 5;

/**
 * How long SQS keeps a message: four days in the queue, its default, and in the dead-letter queue as long as it can. A
 * dead letter's clock goes on from its first day, so the queue's must be the shorter one (SQS Developer Guide, dead-letter
 * queue retention).
 */
export const QUEUE_RETENTION_SECONDS = 4 * 24 * 60 * MINUTE;
export const DEAD_LETTER_RETENTION_SECONDS = 14 * 24 * 60 * MINUTE;

/** The ledger remembers a file for as long as a message of it can be in a queue, and a day. */
export const PRUNE_LEAST_SECONDS = DEAD_LETTER_RETENTION_SECONDS + 24 * 60 * MINUTE;

/** No new object is begun when less than this is left of the invocation. */
export const STOP_MARGIN_SECONDS = 10 * SECOND;

/** Kept back of an attempt's time, so that a load can be abandoned and the message answered. */
export const ANSWER_MARGIN_SECONDS = 2 * SECOND;

/** What a worker, which no function timeout bounds, gives to one object; the longest that Lambda would. */
export const WORKER_OBJECT_SECONDS = 15 * MINUTE;

/** A worker hides its messages this long, again and again while it works, so that those of one that died are soon seen. */
export const WORKER_VISIBILITY_SECONDS = 2 * MINUTE;

/** A worker told to stop finishes what is in hand in this time: below the 30 seconds after which containers are killed. */
export const WORKER_DRAIN_SECONDS = 25 * SECOND;

/** A claim held this long past its attempt's deadline belongs to a consumer that vanished; its backend is ended. */
export const CLAIM_GRACE_SECONDS = 15 * SECOND;

/** First and longest pause before a failed message is seen again; it doubles with every receive. */
export const RETRY_FIRST_SECONDS = 10 * SECOND;
export const RETRY_LONGEST_SECONDS = 15 * MINUTE;

/** Pause before a message is seen again whose object another consumer holds. */
export const BUSY_PAUSE_SECONDS = 30 * SECOND;

/** At most this many changes go to PostgreSQL as parameters of one statement; more are staged by COPY. Measured: 300 to 1,000. */
export const SMALL_LOAD_ROWS = 500;

/**
 * Most rows and bytes of small files of one table that share one transaction, as parameters of one statement. The cells are
 * there, encoded, and on their way at the same time (measured: 16 MiB take 110), beside those of the next files.
 */
export const TOGETHER_ROWS = 5000;
export const TOGETHER_BYTES = 4 * MEBIBYTE;

/** How long files of a table are loaded one by one after some of them could not be loaded together. */
export const APART_SECONDS = 10 * SECOND;

/** A file of changes may share a transaction with others if it has no more rows and stored bytes than this. */
export const TOGETHER_FILE_ROWS = 2000;
export const TOGETHER_FILE_BYTES = MEBIBYTE;

/** A file that S3 has not sent by then is left to be loaded by itself: the others of its batch wait for it no longer. */
export const TOGETHER_FETCH_SECONDS = 5 * SECOND;

/**
 * A file with more rows than this commits in runs of about as many, unless its table is atomic. A run sorts within the
 * working memory of PostgreSQL, and what a kill undoes is a second or two of work.
 */
export const RUN_ROWS = 250_000;

/** No run is begun with less time left than this, however fast those before it were. */
export const RUN_LEAST_SECONDS = 3 * SECOND;

/** A full-load file with more rows than twice this is spread over messages, one for each slice of about as many rows. */
export const SLICE_ROWS = 2_000_000;

/** Most slices of one file: more would only crowd out other files' messages. */
export const MOST_SLICES = 64;

/** A file of a table that is atomic is not begun with more rows than this for each second that is left: no slower server was met. */
export const ATOMIC_ROWS_PER_SECOND = 10_000;

/** A CSV file, which does not say how many rows it has, takes several transactions from this size on: plain, and gzipped. */
export const CSV_RUNS_BYTES = 32 * MEBIBYTE;
export const GZIPPED_CSV_RUNS_BYTES = 4 * MEBIBYTE;

/** Small loads are held in memory; one whose cells take more is copied, however few its rows are. */
export const SMALL_LOAD_BYTES = 4 * MEBIBYTE;

/** Memory that a process outside of Lambda takes for its own unless LOADER_MEMORY_MB says otherwise. */
export const DEFAULT_MEMORY_MIB = 512;

/** First range read of an object: the footer, and the whole of a small file. */
export const FIRST_READ_BYTES = 64 * 1024;

/** Bytes of a CSV file that are asked for at once; the next ones are on their way meanwhile. */
export const CSV_RANGE_BYTES = 4 * MEBIBYTE;

/** Most rows of a batch, the unit in which files are read and mapped; DMS writes row groups of as many. */
export const BATCH_ROWS = 10_000;

/** A batch of CSV rows ends once its text has this many characters, however few its rows are. */
export const CSV_BATCH_CHARACTERS = 8 * MEBIBYTE;

/** Most bytes that a gzip file may become. DMS writes CSV files of 1 GiB at most (API reference, S3Settings, MaxFileSize). */
export const LARGEST_GUNZIPPED_BYTES = 16 * 1024 * MEBIBYTE;

/** Most columns of one file. PostgreSQL has 1,600, Oracle 4,096. */
export const LARGEST_COLUMN_COUNT = 4096;

/** Most characters of the rows of one file that are set aside: they are held in memory up to the commit. */
export const LARGEST_SET_ASIDE_CHARACTERS = 16 * MEBIBYTE;

/** What a row and each of its cells count besides their text. Measured: a row of four tiny cells takes 650 bytes. */
export const SET_ASIDE_ROW_CHARACTERS = 200;
export const SET_ASIDE_CELL_CHARACTERS = 40;

/** Bad cells named in one error; the rest are counted. */
export const NAMED_FAULTS = 10;
