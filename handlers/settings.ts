/**
 * Every variable of ours: its name, form, meaning and default stand here, once. README.md tells the same in its table, which
 * a test holds against this.
 */
import * as z from 'zod';
import {
  DEFAULT_MEMORY_MIB,
  RECEIVE_LIMIT,
  RUN_ROWS,
  SLICE_ROWS,
  WORKER_DRAIN_SECONDS,
  WORKER_OBJECT_SECONDS,
} from '../domain/limits.ts';
import { LOG_LEVELS } from '../domain/log.ts';
import { databaseUrlFault } from './database-url.ts';

export const QUEUE_FORM = 'https://sqs.<region>.amazonaws.com/<account>/<queue>';

/** What cannot be guessed over a network: 16 random letters and digits have 95 bits. */
export const LEAST_TOKEN_LENGTH = 16;

const DIGITS = /^\d{1,9}$/u;

/** Objects that a worker loads at a time unless it is told otherwise. */
const WORKER_CONCURRENCY = 2;

/** What is told of a setting. */
interface Told {
  /** In a few words. */
  readonly meaning: string;
  /** What holds where it is not set, for people. */
  readonly otherwise: string;
  /** It is not for people to set. */
  readonly isLambdasOwn?: boolean;
  /** It is never shown. */
  readonly isSecret?: boolean;
}

export const SETTINGS = z.object({
  DATABASE_URL: z
    .string()
    .refine(text => databaseUrlFault(text) === undefined, { error: ({ input }) => databaseUrlFault(String(input)) })
    .optional()
    .meta({ meaning: 'postgres://user:password@host:5432/database', otherwise: 'required' } satisfies Told),
  QUEUE_URL: queueUrl({ meaning: 'URL of the queue', otherwise: 'required there' }),
  DEAD_LETTER_QUEUE_URL: queueUrl({ meaning: 'URL of its dead-letter queue', otherwise: 'none' }),
  LOADER_TABLES: z
    .string()
    .optional()
    .meta({ meaning: 'module whose default export lists the tables', otherwise: 'none' } satisfies Told),
  LOADER_RECEIVE_LIMIT: wholeNumber([2, 1000], RECEIVE_LIMIT, "the queue's maxReceiveCount"),
  LOADER_LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `expected ${LOG_LEVELS.join(', ')}` })
    .default('info')
    .meta({ meaning: 'debug, info, warn or error', otherwise: 'info' } satisfies Told),
  LOADER_WORKER_CONCURRENCY: wholeNumber([1, 64], WORKER_CONCURRENCY, 'objects that a worker loads at a time'),
  LOADER_OBJECT_SECONDS: wholeNumber([30, 43_200], WORKER_OBJECT_SECONDS, 'time for one attempt at an object'),
  LOADER_MEMORY_MB: digits([128, 10_240])
    .optional()
    .meta({
      meaning: 'memory that the process may take, in MiB',
      otherwise: `that of the Lambda function; ${DEFAULT_MEMORY_MIB} elsewhere`,
    } satisfies Told),
  LOADER_RUN_ROWS: wholeNumber([1000, 100_000_000], RUN_ROWS, 'rows of one transaction of a large file'),
  LOADER_SLICE_ROWS: wholeNumber(
    [1000, 500_000_000],
    SLICE_ROWS,
    'rows of one slice of a full load that is spread over messages',
  ),
  LOADER_WORKER_DRAIN_SECONDS: wholeNumber(
    [1, 900],
    WORKER_DRAIN_SECONDS,
    'time for a worker to finish when told to stop',
  ),
  LOADER_CONSOLE_TOKEN: z
    .string()
    .min(LEAST_TOKEN_LENGTH, { error: `expected ${LEAST_TOKEN_LENGTH} characters or more` })
    .optional()
    .meta({
      meaning: `token that the console asks for, ${LEAST_TOKEN_LENGTH} characters or more`,
      otherwise: 'none',
      isSecret: true,
    } satisfies Told),
  // Set by Lambda (Lambda Developer Guide, defined runtime environment variables).
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: digits([1, 1_000_000])
    .optional()
    .meta({ meaning: 'memory of the function, in MiB', otherwise: 'none', isLambdasOwn: true } satisfies Told),
});

export type SettingName = keyof typeof SETTINGS.shape;

export const SETTING_NAMES = Object.keys(SETTINGS.shape) as readonly SettingName[];

export function toldOf(name: SettingName): Told {
  return SETTINGS.shape[name].meta() as unknown as Told;
}

type Range = readonly [lowest: number, highest: number];

function digits([lowest, highest]: Range): z.ZodType<number> {
  const error = `expected a whole number from ${lowest} to ${highest}`;
  return z
    .string()
    .regex(DIGITS, { error })
    .transform(Number)
    .refine(n => n >= lowest && n <= highest, { error });
}

function wholeNumber(range: Range, otherwise: number, meaning: string): z.ZodDefault<z.ZodType<number>> {
  const told: Told = { meaning: `${meaning}, ${range[0]} to ${range[1]}`, otherwise: String(otherwise) };
  return digits(range)
    .default(otherwise)
    .meta({ ...told });
}

function queueUrl(told: Told): z.ZodOptional<z.ZodString> {
  return z
    .string()
    .refine(text => ['https:', 'http:'].includes(URL.parse(text)?.protocol ?? ''), { error: `expected ${QUEUE_FORM}` })
    .optional()
    .meta({ ...told });
}
