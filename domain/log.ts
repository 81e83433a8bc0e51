/** Where the loader says what it does. Each entry has a name that programs filter by, and fields that they read. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Never a row of a file: values stand in error messages only, shortened and escaped. An Error is written as its code and text. */
export type LogFields = Readonly<Record<string, unknown>>;

/** From much to little. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
