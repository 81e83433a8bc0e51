import type { Finding, Health } from '../../../domain/doctor/finding.ts';
import { oneLine } from '../../../domain/one-line.ts';
import { counted } from '../counts.ts';
import type { Colour, Output } from '../output.ts';

const COLOURS: Readonly<Record<Health, Colour>> = { problem: 'red', warning: 'yellow', unknown: 'dim', fine: 'green' };

/** The worst last, where the eye is when a command has ended. */
const ORDER: readonly Health[] = ['fine', 'unknown', 'warning', 'problem'];

export type HealthCounts = Readonly<Record<Health, number>>;

export function countHealth(findings: readonly Finding[]): HealthCounts {
  const count = (verdict: Health): number => findings.filter(finding => finding.verdict === verdict).length;
  return { fine: count('fine'), unknown: count('unknown'), warning: count('warning'), problem: count('problem') };
}

/** Findings for people: two lines for each that asks for something, one for each that is fine. */
export function doctorText(findings: readonly Finding[], paint: Output['paint']): string {
  const lines = ORDER.flatMap(verdict =>
    findings.filter(finding => finding.verdict === verdict).flatMap(finding => findingLines(finding, paint)),
  );
  return [...lines, '', summary(countHealth(findings), paint)].join('\n');
}

function findingLines({ check, verdict, what, remedy }: Finding, paint: Output['paint']): readonly string[] {
  const first = `${paint(COLOURS[verdict], verdict.padEnd(7))}  ${oneLine(`${check}: ${what}`)}`;
  return remedy === undefined ? [first] : [first, `         -> ${oneLine(remedy)}`];
}

function summary({ fine, unknown, warning, problem }: HealthCounts, paint: Output['paint']): string {
  const text = `${counted(problem, 'problem')}, ${counted(warning, 'warning')}, ${unknown} unknown, ${fine} fine`;
  if (problem > 0) {
    return paint('red', text);
  }
  const rest = warning + unknown > 0 ? '; warnings and what is unknown leave the exit code 0' : '';
  return paint(warning > 0 ? 'yellow' : 'green', `${text}${rest}`);
}
