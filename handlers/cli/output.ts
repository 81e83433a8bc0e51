import { styleText } from 'node:util';
import { LoaderError } from '../../domain/errors.ts';
import { oneLine } from '../../domain/one-line.ts';
import { type Bar, makeBar, SILENT_BAR } from './bar.ts';

/** 0: done, nothing wrong. 1: it ran, and found or met a problem. 2: wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2;

/** What a command says. Programs read stdout, so that progress and remarks go to stderr. */
export interface Output {
  readonly isJson: boolean;
  /** A line for a person at the terminal, and remarks on it below; whatever stands in them cannot command the terminal. */
  progress(line: string, remarks?: readonly string[]): void;
  /** The answer: text for people, or with `--json` one document for programs. */
  answer(text: string, document: unknown): void;
  /** Text of an answer in colour, where a person reads it on a terminal that shows colours (not with NO_COLOR, nor `--json`). */
  paint(colour: Colour, text: string): string;
  /** How far long work is, on stderr: redrawn on a terminal; elsewhere a line now and then. Nothing with `--json`. */
  bar(label: string, total: number | undefined): Bar;
}

export type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

export function makeOutput(isJson: boolean): Output {
  return {
    isJson,
    progress: (line, remarks = []) =>
      void process.stderr.write(`${[line, ...remarks.map(remark => `    ${remark}`)].map(oneLine).join('\n')}\n`),
    answer: (text, document) => void process.stdout.write(`${isJson ? jsonOf(document) : text}\n`),
    paint: (colour, text) => (isJson ? text : styleText(colour, text, { stream: process.stdout })),
    bar: (label, total) => (isJson ? SILENT_BAR : makeBar({ label, total, stream: process.stderr })),
  };
}

/** What a person reads of an error: the docs speak of errors by their codes. */
export function codedMessage({ message, code }: { readonly message: string; readonly code: string }): string {
  return `${message} (${code})`;
}

/** Tells what went wrong, and says how the program should end. */
export function tellError(error: unknown, isJson: boolean): ExitCode {
  const isNamed = error instanceof LoaderError;
  const code = isNamed ? error.code : 'UNEXPECTED';
  const message = error instanceof Error ? error.message : String(error);
  if (isJson) {
    process.stdout.write(`${jsonOf({ error: { code, message } })}\n`);
  }
  process.stderr.write(`dms-loader: ${oneLine(message)} (${code})\n`);
  if (!isNamed && error instanceof Error) {
    process.stderr.write(`${error.stack?.split('\n').map(oneLine).join('\n')}\n`);
  }
  return isNamed && isMisuse(error) ? 2 : 1;
}

/** A wrong password is a wrong DATABASE_URL; a database that does not answer may be a right one. */
function isMisuse(error: LoaderError): boolean {
  return error.verdict === 'usage' || error.code === 'DATABASE_ACCESS';
}

/** What JSON leaves as it is, though terminals and viewers of logs take it for commands and line ends. */
const UNESCAPED = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

function jsonOf(document: unknown): string {
  return JSON.stringify(document, plain, 2).replaceAll(
    UNESCAPED,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function plain(_name: string, value: unknown): unknown {
  if (value instanceof LoaderError) {
    return { code: value.code, message: value.message };
  }
  return typeof value === 'bigint' ? value.toString() : value;
}
