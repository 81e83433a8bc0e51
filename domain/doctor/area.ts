/** Facts as they were read, or why they were not, and the checks that go over those of one part of the wiring. */
import type { Finding, Told } from './finding.ts';

/** `unread` tells what it is that is not known, and the permission or the setting that lets it be read. */
export type Read<Facts> = { readonly facts: Facts } | { readonly unread: Told };

export interface Check<Facts> {
  /** Within its area. Programs rely on it. */
  readonly name: string;
  /** What it asks for, as the end of a sentence, for docs/doctor.md. */
  readonly asks: string;
  /** Nothing where the question does not arise. */
  judge(facts: Facts): readonly Told[];
}

export interface Area<Facts> {
  readonly name: string;
  /** What the facts are read with: an IAM action, a right in PostgreSQL. */
  readonly needs: readonly string[];
  readonly checks: readonly Check<Facts>[];
}

export function examine<Facts>(area: Area<Facts>, read: Read<Facts>): readonly Finding[] {
  if ('unread' in read) {
    return [{ check: area.name, ...read.unread }];
  }
  return area.checks.flatMap(({ name, judge }) =>
    judge(read.facts).map(told => ({ check: `${area.name}.${name}`, ...told })),
  );
}

/** Judges facts that are one part of an area's, or tells why they are not there. */
export function known<Facts>(read: Read<Facts>, judge: (facts: Facts) => readonly Told[]): readonly Told[] {
  return 'unread' in read ? [read.unread] : judge(read.facts);
}
