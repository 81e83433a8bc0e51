import * as z from 'zod';
import { didYouMean } from '../domain/did-you-mean.ts';
import { LoaderError, shown } from '../domain/errors.ts';
import {
  DEFAULT_MEMORY_MIB,
  RECEIVE_LIMIT,
  RUN_ROWS,
  SLICE_ROWS,
  WORKER_DRAIN_SECONDS,
  WORKER_OBJECT_SECONDS,
} from '../domain/limits.ts';
import { LOG_LEVELS, type LogLevel } from '../domain/log.ts';
import { DATABASE_FORM, databaseUrlFault, withoutPassword } from './database-url.ts';

/** What the environment says, checked. The AWS SDK reads its own variables (`AWS_REGION`, `AWS_ENDPOINT_URL`, ...) itself. */
export interface Config {
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  /** Empty where no queue is needed. */
  readonly queueUrl: string;
  /** Empty where it is not set. */
  readonly deadLetterQueueUrl: string;
  /** Path of the module that exports the tables. */
  readonly tablesPath: string | undefined;
  /** Receives after which SQS moves a message to the dead-letter queue; has to equal the queue's maxReceiveCount. */
  readonly receiveLimit: number;
  readonly logLevel: LogLevel;
  /** Objects that a worker loads at the same time, each over a connection of its own. */
  readonly concurrency: number;
  /** Time that the worker and the command line give to one object. */
  readonly objectSeconds: number;
  /** Time that a worker has to finish what is in hand when it is told to stop. */
  readonly drainSeconds: number;
  /** Memory that the process may take, in MiB; the file reader's bounds follow from it. */
  readonly memoryMib: number;
  /** Rows of one transaction of a file that takes several, about. */
  readonly runRows: number;
  /** Rows of one slice of a full-load file that is spread over messages, about. */
  readonly sliceRows: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What an entrance cannot do without. */
export type Need = 'database' | 'queue' | 'dead letters';

/**
 * Reads the environment once and checks it whole.
 * @throws LoaderError CONFIG_INVALID that names every fault, passwords masked
 */
export function readConfig(environment: Environment, needs: readonly Need[]): Config {
  // An empty variable is how a compose file or a template spells an absent one.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => (value ?? '').trim() !== ''));
  const parsed = SETTINGS.safeParse(given);
  const faults = [
    ...missing(given, needs),
    ...sameQueues(given),
    ...unsupported(given),
    ...unknownNames(given),
    ...(parsed.error?.issues ?? []).map(issue => faultOf(issue, given)),
  ];
  if (faults.length > 0 || !parsed.success) {
    throw new LoaderError('CONFIG_INVALID', {
      reason: `the environment has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${numbered(faults)}`,
      remedy: 'correct it and start again',
    });
  }
  return asConfig(parsed.data);
}

const DIGITS = /^\d{1,9}$/u;

function wholeNumber(lowest: number, highest: number): z.ZodType<number> {
  const error = `expected a whole number from ${lowest} to ${highest}`;
  return z
    .string()
    .regex(DIGITS, { error })
    .transform(Number)
    .refine(n => n >= lowest && n <= highest, { error });
}

function urlOf(protocols: readonly string[], form: string): z.ZodType<string> {
  return z.string().refine(text => protocols.includes(URL.parse(text)?.protocol ?? ''), { error: `expected ${form}` });
}

function numbered(faults: readonly string[]): string {
  return faults.length === 1 ? faults.join('') : faults.map((fault, at) => `(${at + 1}) ${fault}`).join(', ');
}

const QUEUE_FORM = 'https://sqs.<region>.amazonaws.com/<account>/<queue>';

const SETTINGS = z.object({
  DATABASE_URL: z
    .string()
    .refine(text => databaseUrlFault(text) === undefined, { error: ({ input }) => databaseUrlFault(String(input)) })
    .optional(),
  QUEUE_URL: urlOf(['https:', 'http:'], QUEUE_FORM).optional(),
  DEAD_LETTER_QUEUE_URL: urlOf(['https:', 'http:'], QUEUE_FORM).optional(),
  LOADER_TABLES: z.string().optional(),
  LOADER_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `expected ${LOG_LEVELS.join(', ')}` }).default('info'),
  LOADER_RECEIVE_LIMIT: wholeNumber(2, 1000).optional(),
  LOADER_WORKER_CONCURRENCY: wholeNumber(1, 64).optional(),
  LOADER_WORKER_DRAIN_SECONDS: wholeNumber(1, 900).optional(),
  LOADER_OBJECT_SECONDS: wholeNumber(30, 43_200).optional(),
  LOADER_MEMORY_MB: wholeNumber(128, 10_240).optional(),
  LOADER_RUN_ROWS: wholeNumber(1000, 100_000_000).optional(),
  LOADER_SLICE_ROWS: wholeNumber(1000, 500_000_000).optional(),
  // Set by Lambda: the memory of the function (Lambda Developer Guide, defined runtime environment variables).
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: wholeNumber(1, 1_000_000).optional(),
});

const KNOWN_NAMES = Object.keys(SETTINGS.shape);

function asConfig(settings: z.infer<typeof SETTINGS>): Config {
  return {
    databaseUrl: settings.DATABASE_URL ?? '',
    queueUrl: settings.QUEUE_URL ?? '',
    deadLetterQueueUrl: settings.DEAD_LETTER_QUEUE_URL ?? '',
    tablesPath: settings.LOADER_TABLES,
    receiveLimit: settings.LOADER_RECEIVE_LIMIT ?? RECEIVE_LIMIT,
    logLevel: settings.LOADER_LOG_LEVEL,
    concurrency: settings.LOADER_WORKER_CONCURRENCY ?? 2,
    objectSeconds: settings.LOADER_OBJECT_SECONDS ?? WORKER_OBJECT_SECONDS,
    memoryMib: settings.LOADER_MEMORY_MB ?? settings.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? DEFAULT_MEMORY_MIB,
    runRows: settings.LOADER_RUN_ROWS ?? RUN_ROWS,
    sliceRows: settings.LOADER_SLICE_ROWS ?? SLICE_ROWS,
    drainSeconds: settings.LOADER_WORKER_DRAIN_SECONDS ?? WORKER_DRAIN_SECONDS,
  };
}

function missing(given: Environment, needs: readonly Need[]): string[] {
  const faults: string[] = [];
  if (needs.includes('database') && given['DATABASE_URL'] === undefined && given['DATABASE_SECRET_ARN'] === undefined) {
    faults.push(`DATABASE_URL: not set; set it to ${DATABASE_FORM}`);
  }
  if (needs.includes('queue') && given['QUEUE_URL'] === undefined) {
    faults.push(`QUEUE_URL: not set; set it to the URL of the queue, ${QUEUE_FORM}`);
  }
  if (needs.includes('dead letters') && given['DEAD_LETTER_QUEUE_URL'] === undefined) {
    faults.push(`DEAD_LETTER_QUEUE_URL: not set; set it to the URL of the queue's dead-letter queue, ${QUEUE_FORM}`);
  }
  return faults;
}

/** What is sent from the one to the other would never end. */
function sameQueues({ QUEUE_URL: queue, DEAD_LETTER_QUEUE_URL: deadLetters }: Environment): string[] {
  return queue === undefined || queue !== deadLetters
    ? []
    : ["DEAD_LETTER_QUEUE_URL: is the same queue as QUEUE_URL; set it to the URL of that queue's dead-letter queue"];
}

function unsupported(given: Environment): string[] {
  return ['DATABASE_SECRET_ARN', 'DATABASE_IAM_AUTH']
    .filter(name => given[name] !== undefined)
    .map(name => `${name}: not supported yet; unset it and set DATABASE_URL`);
}

function unknownNames(given: Environment): string[] {
  return Object.keys(given)
    .filter(name => name.startsWith('LOADER_') && !KNOWN_NAMES.includes(name))
    .map(name => {
      const near = didYouMean(name, KNOWN_NAMES);
      return `${name}: no such setting; ${near === undefined ? 'unset it' : `did you mean ${near}?`}`;
    });
}

function faultOf(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0]);
  const text = given[name] ?? '';
  const got = name.endsWith('_URL') ? withoutPassword(text) : text;
  const near = name === 'LOADER_LOG_LEVEL' ? didYouMean(got, LOG_LEVELS) : undefined;
  return `${name}: ${issue.message}, got ${shown(got)}${near === undefined ? '' : `; did you mean ${near}?`}`;
}
