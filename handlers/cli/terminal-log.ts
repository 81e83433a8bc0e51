import { LoaderError } from '../../domain/errors.ts';
import type { Log, LogFields } from '../../domain/log.ts';
import type { Output } from './output.ts';

/** The pipeline's log at a terminal: warnings and errors as sentences; what commands tell themselves is left out. */
export function makeTerminalLog(output: Output): Log {
  const tell = (event: string, fields: LogFields = {}): void => {
    const { error, recordingError } = fields;
    if (codeOf(error) !== undefined && codeOf(error) === codeOf(recordingError)) {
      return;
    }
    const reason = recordingError ?? error;
    output.progress(`${event}: ${reason instanceof Error ? reason.message : JSON.stringify(fields)}`);
  };
  const ignore = (): void => undefined;
  return { debug: ignore, info: ignore, warn: tell, error: tell };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof LoaderError ? error.code : undefined;
}
