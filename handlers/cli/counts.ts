/** Numbers of things, as every command says them. */
import type { RowCounts } from '../../domain/change/change.ts';

/** `1 row`, `2 rows`, `12,345 rows` */
export function counted(number: number, thing: string): string {
  return `${grouped(number)} ${thing}${number === 1 ? '' : 's'}`;
}

/** Where rows went: `60 rows, 59 applied, 1 superseded`; what is rarer is said only if it is. */
export function countsText(counts: RowCounts, aside = 'quarantined'): string {
  const { read, applied, superseded, unchanged, quarantined } = counts;
  const rest = [
    ...(unchanged === 0 ? [] : [`${grouped(unchanged)} unchanged`]),
    ...(quarantined === 0 ? [] : [`${grouped(quarantined)} ${aside}`]),
  ];
  return [counted(read, 'row'), `${grouped(applied)} applied`, `${grouped(superseded)} superseded`, ...rest].join(', ');
}

/** `12,345` */
export function grouped(number: number): string {
  return number.toLocaleString('en');
}

/** The first lines of many, and how many more there are. */
export function withRest(lines: readonly string[], all: number, indent = ''): readonly string[] {
  const rest = all - lines.length;
  return rest > 0 ? [...lines, `${indent}and ${grouped(rest)} more`] : lines;
}
