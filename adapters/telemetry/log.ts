import { LoaderError } from '../../domain/errors.ts';
import { LOG_LEVELS, type Log, type LogFields, type LogLevel } from '../../domain/log.ts';

/** Takes one line, without its line end. */
export type WriteLine = (line: string, level: LogLevel) => void;

export interface LogOptions {
  /** Entries below it are dropped. */
  readonly level: LogLevel;
  readonly write?: WriteLine | undefined;
}

/**
 * A log of one JSON document a line. JSON escapes every control character, so that a key or a value with a line break
 * or a terminal sequence in it cannot forge an entry.
 */
export function makeLog(options: LogOptions): Log {
  const write = options.write ?? writeToProcess;
  const lowest = LOG_LEVELS.indexOf(options.level);
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      if (LOG_LEVELS.indexOf(level) >= lowest) {
        write(asLine({ time: new Date().toISOString(), level, event, ...fields }), level);
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Warnings and errors to stderr, the rest to stdout: Lambda and container runtimes collect both. */
function writeToProcess(line: string, level: LogLevel): void {
  const stream = level === 'warn' || level === 'error' ? process.stderr : process.stdout;
  stream.write(`${line}\n`);
}

/** JSON leaves U+0085, U+2028, U+2029 and the like as they are, and some viewers break lines at them. */
const LINE_BREAKERS = /[\u007f-\u009f\u2028\u2029]/gu;

function asLine(entry: LogFields): string {
  return JSON.stringify(entry, plain).replaceAll(LINE_BREAKERS, '?');
}

function plain(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (value instanceof LoaderError) {
    return { code: value.code, message: value.message, cause: value.details.cause };
  }
  return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;
}
