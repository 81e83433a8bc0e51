import { createHash } from 'node:crypto';

/** Names of variables and digests of their values: they tell whether two environments agree, and are never shown. */
export function fingerprints(environment: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(environment)
      // An empty variable counts as absent, as in handlers/config.ts.
      .filter(([, value = '']) => value.trim() !== '')
      .map(([name, value = '']) => [name, createHash('sha256').update(value).digest('hex')]),
  );
}
