import type { TimeUnit } from './column.ts';
import { CellFault, type Convert } from './type.ts';

const TOO_FINE = new CellFault(
  'has nanoseconds, and PostgreSQL holds microseconds; nothing is rounded',
  'round it in custom(), or declare text() to keep it as it is',
);

/** Times of any unit as microseconds; nanoseconds must be whole microseconds. `check` guards the range. */
export function microsConverter(unit: TimeUnit, check: (micros: bigint) => bigint | CellFault): Convert<bigint> {
  switch (unit) {
    case 'microseconds':
      return value => check(BigInt(value as bigint | number));
    case 'milliseconds':
      return value => check(BigInt(value as bigint | number) * 1000n);
    default:
      return value => {
        const nanos = BigInt(value as bigint | number);
        return nanos % 1000n === 0n ? check(nanos / 1000n) : TOO_FINE;
      };
  }
}
