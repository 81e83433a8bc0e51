import { hostname, userInfo } from 'node:os';

/** Who runs this, for the audit table: `user@host`. Containers may give a number to a user without a name. */
export function actorName(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
