/** What the doctor says of the wiring. */

/** Only a problem makes the doctor's exit code 1. `unknown`: it could not be read; the remedy says what would let it. */
export type Health = 'fine' | 'warning' | 'problem' | 'unknown';

/** What one look at the facts tells. */
export interface Told {
  readonly verdict: Health;
  /** A sentence without its full stop. */
  readonly what: string;
  /** A command, a setting or a permission; absent where all is fine. */
  readonly remedy?: string;
}

export interface Finding extends Told {
  /** `<area>.<check>`, as docs/doctor.md lists them; `<area>` alone where nothing of it could be read. */
  readonly check: string;
}

export const tell = {
  fine: (what: string): Told => ({ verdict: 'fine', what }),
  warning: (what: string, remedy: string): Told => ({ verdict: 'warning', what, remedy }),
  problem: (what: string, remedy: string): Told => ({ verdict: 'problem', what, remedy }),
  unknown: (what: string, remedy: string): Told => ({ verdict: 'unknown', what, remedy }),
} as const;
