import { MICROS_PER_DAY, readClock } from './clock.ts';
import type { SourceType } from './column.ts';
import { fromText, makeType, refused } from './make-type.ts';
import { microsConverter } from './micros.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

const NO_TIME = new CellFault(
  'is not a time written as HH:mm, HH:mm:ss or HH:mm:ss.SSSSSS',
  'use custom() for another form',
);
const OUTSIDE = new CellFault('is outside the range of time, 00:00:00 to 23:59:59.999999', 'clean the source');

/**
 * Time of day without a zone, to the microsecond. Takes TIME in any unit (nanoseconds only where they are whole
 * microseconds) and text: `HH:mm`, `HH:mm:ss`, `HH:mm:ss.S` to `.SSSSSS`. Refused: `24:00`, leap seconds, zones. Blank
 * text is NULL.
 *
 * @example `from('OPENS_AT', time().default('09:00'))`
 */
export function time(): ColumnType<bigint, string> {
  return makeType<bigint, string>({
    name: 'time()',
    sql: 'time',
    converter: timeConverter,
    read: written => timeOfText(String(written).trim()),
  });
}

function timeConverter(source: SourceType): Convert<bigint> | CellFault {
  switch (source.kind) {
    case 'time':
      return microsConverter(source.unit, inRange);
    case 'text':
      return fromText(timeOfText);
    default:
      return refused('time()', source, 'map it to a type that it is, or with custom()');
  }
}

function inRange(micros: bigint): bigint | CellFault {
  return micros >= 0n && micros < MICROS_PER_DAY ? micros : OUTSIDE;
}

function timeOfText(text: string): bigint | CellFault {
  const micros = readClock(text, 0);
  return micros === undefined ? NO_TIME : BigInt(micros);
}
