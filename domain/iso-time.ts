/** Moments as documents, messages and statements have them: ISO 8601, UTC. */

/** `2026-01-31T12:00:00.000Z`, of milliseconds since 1970. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** What never was is null, as JSON has it. */
export function isoTimeOrNull(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : isoTime(milliseconds);
}

/** To the second, for people: `2026-01-31T12:00:00Z`. */
export function isoSecond(milliseconds: number): string {
  return `${isoTime(milliseconds).slice(0, 19)}Z`;
}
