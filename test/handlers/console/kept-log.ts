import type { Log, LogFields } from '../../../domain/log.ts';

/** A log that keeps its warnings and errors, each as its event and the text of its error. */
export function keptLog(): { readonly log: Log; readonly logged: readonly string[] } {
  const logged: string[] = [];
  const keep = (event: string, { error }: LogFields = {}): void => {
    logged.push(error instanceof Error ? `${event}: ${error.message}` : event);
  };
  const ignore = (): void => undefined;
  return { log: { debug: ignore, info: ignore, warn: keep, error: keep }, logged };
}
