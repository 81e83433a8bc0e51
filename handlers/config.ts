import type * as z from 'zod';
import { didYouMean } from '../domain/did-you-mean.ts';
import { LoaderError, shown } from '../domain/errors.ts';
import { DEFAULT_MEMORY_MIB } from '../domain/limits.ts';
import { LOG_LEVELS, type LogLevel } from '../domain/log.ts';
import { DATABASE_FORM, withoutPassword } from './database-url.ts';
import { QUEUE_FORM, SETTING_NAMES, SETTINGS } from './settings.ts';

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
  /** What the web console asks for, unless its option says otherwise. */
  readonly consoleToken: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What an entrance cannot do without. */
export type Need = 'database' | 'queue' | 'dead letters';

/**
 * Reads the environment once and checks it whole.
 * @throws LoaderError CONFIG_INVALID that names every fault, passwords masked
 */
export function readConfig(environment: Environment, needs: readonly Need[]): Config {
  const { config, faults } = examine(environment, needs);
  if (config === undefined) {
    throw new LoaderError('CONFIG_INVALID', {
      reason: `the environment has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${numbered(faults)}`,
      remedy: 'correct it and start again',
    });
  }
  return config;
}

export interface Examined {
  /** Undefined if there is a fault. */
  readonly config: Config | undefined;
  /** A sentence each, passwords masked. */
  readonly faults: readonly string[];
}

/** The same without throwing, for who wants to show it. */
export function examine(environment: Environment, needs: readonly Need[]): Examined {
  const given = givenIn(environment);
  const parsed = SETTINGS.safeParse(given);
  const faults = [
    ...missing(given, needs),
    ...sameQueues(given),
    ...unsupported(given),
    ...unknownNames(given),
    ...(parsed.error?.issues ?? []).map(issue => faultOf(issue, given)),
  ];
  return { faults, config: faults.length > 0 || !parsed.success ? undefined : asConfig(parsed.data) };
}

/** An empty variable is how a compose file or a template spells an absent one. */
export function givenIn(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => (value ?? '').trim() !== ''));
}

function numbered(faults: readonly string[]): string {
  return faults.length === 1 ? faults.join('') : faults.map((fault, at) => `(${at + 1}) ${fault}`).join(', ');
}

function asConfig(settings: z.infer<typeof SETTINGS>): Config {
  return {
    databaseUrl: settings.DATABASE_URL ?? '',
    queueUrl: settings.QUEUE_URL ?? '',
    deadLetterQueueUrl: settings.DEAD_LETTER_QUEUE_URL ?? '',
    tablesPath: settings.LOADER_TABLES,
    receiveLimit: settings.LOADER_RECEIVE_LIMIT,
    logLevel: settings.LOADER_LOG_LEVEL,
    concurrency: settings.LOADER_WORKER_CONCURRENCY,
    objectSeconds: settings.LOADER_OBJECT_SECONDS,
    memoryMib: settings.LOADER_MEMORY_MB ?? settings.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? DEFAULT_MEMORY_MIB,
    runRows: settings.LOADER_RUN_ROWS,
    sliceRows: settings.LOADER_SLICE_ROWS,
    drainSeconds: settings.LOADER_WORKER_DRAIN_SECONDS,
    consoleToken: settings.LOADER_CONSOLE_TOKEN,
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
    .filter(name => name.startsWith('LOADER_') && !isKnown(name))
    .map(name => {
      const near = didYouMean(name, SETTING_NAMES);
      return `${name}: no such setting; ${near === undefined ? 'unset it' : `did you mean ${near}?`}`;
    });
}

function isKnown(name: string): boolean {
  return SETTING_NAMES.some(known => known === name);
}

function faultOf(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0]);
  const text = given[name] ?? '';
  if (name === 'LOADER_CONSOLE_TOKEN') {
    return `${name}: ${issue.message}, got ${text.length}`;
  }
  const got = name.endsWith('_URL') ? withoutPassword(text) : text;
  const near = name === 'LOADER_LOG_LEVEL' ? didYouMean(got, LOG_LEVELS) : undefined;
  return `${name}: ${issue.message}, got ${shown(got)}${near === undefined ? '' : `; did you mean ${near}?`}`;
}
