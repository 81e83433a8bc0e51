import type { SourceType } from '../columns/column.ts';
import { typeOfSource } from '../columns/from-source.ts';
import { bigint, integer, text } from '../columns/index.ts';
import { sourceName } from '../columns/source-text.ts';
import type { ColumnType } from '../columns/type.ts';
import type { Guess } from './guess.ts';
import { guessText } from './guess-text.ts';
import { badTextCount, type ColumnSample, takesAll, textsOf, valueCount } from './sample.ts';

/** Digits that every 64-bit integer has room for. */
const BIGINT_DIGITS = 18;

/**
 * The type for a column: what the file declares, and for text what all values that were looked at agree on. A guess takes
 * every one of them; where nothing better does, it is text.
 *
 * @param isTyped the file has types of its own, so that a number in a column of text is text at the source too (not so in CSV)
 */
export function guessType(sample: ColumnSample, { isTyped }: { readonly isTyped: boolean }): Guess {
  if (sample.type.kind === 'text') {
    const bad = badTextCount(sample);
    if (bad > 0) {
      return withBadText(bad);
    }
    const guess = guessText(textsOf(sample), { isTyped, cells: sample.cells.length });
    return takesAll(guess.type, sample) ? guess : withoutNul(sample);
  }
  const type = typeFor(sample.type);
  const declared = `${sourceName(sample.type)} in the file`;
  return takesAll(type, sample)
    ? { type, why: `${declared}${hint(sample)}` }
    : { type: text(), why: `${declared}, with values that ${type.name} cannot hold` };
}

/** An identity is a whole number, whatever Oracle's NUMBER(18) is in Parquet; and the next file may have larger ones. */
function typeFor(source: SourceType): ColumnType {
  if (source.kind === 'decimal' && source.scale === 0 && source.precision <= BIGINT_DIGITS) {
    return bigint();
  }
  const type = typeOfSource(source);
  return type.sql === 'smallint' ? integer() : type;
}

function hint(sample: ColumnSample): string {
  if (valueCount(sample) === 0) {
    return `; no value in ${sample.cells.length} rows`;
  }
  if (sample.type.kind === 'bytes') {
    return "; text({ bytes: 'utf8' }) if they are text";
  }
  return sample.type.kind === 'timestamp' && areMidnights(sample, UNITS_PER_DAY[sample.type.unit])
    ? '; each is midnight: date() if it is a day'
    : '';
}

const UNITS_PER_DAY = { milliseconds: 86_400_000n, microseconds: 86_400_000_000n, nanoseconds: 86_400_000_000_000n };

/** An Oracle DATE arrives as a timestamp, whether its times mean anything or not. */
function areMidnights({ cells }: ColumnSample, unitsPerDay: bigint): boolean {
  return cells.every(cell => typeof cell !== 'bigint' || cell % unitsPerDay === 0n);
}

function withBadText(count: number): Guess {
  const values = count === 1 ? 'one value that is' : `${count} values that are`;
  return { type: text(), why: `text, with ${values} not UTF-8: no type takes such a value` };
}

/** Text with characters that text() refuses. */
function withoutNul(sample: ColumnSample): Guess {
  const count = sample.cells.filter(cell => typeof cell === 'string' && cell.includes('\0')).length;
  const values = count === 1 ? 'one value' : `${count} values`;
  return {
    type: text({ nul: 'strip' }),
    why: `text, with NUL characters in ${values}, which PostgreSQL cannot hold: they are left out`,
  };
}
