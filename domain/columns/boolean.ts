import type { SourceType } from './column.ts';
import { asIs, fromText, makeType, refused } from './make-type.ts';
import { CellFault, type ColumnType, type Convert } from './type.ts';

const NO_BOOLEAN = new CellFault(
  'is not a boolean as boolean() reads it',
  'declare yesNo() for Y and N, or use custom()',
);

/**
 * Boolean. Takes BOOLEAN as it is, integers and DECIMAL that are 0 or 1, and text: `0`, `1`, `true`, `false`, `t`, `f` in
 * either case, blanks around allowed. Every other number or text is refused, `Y` and `N` too; blank text is NULL.
 *
 * @example `from('IS_DELETED', boolean())`
 */
export function boolean(): ColumnType<boolean> {
  return makeType<boolean>({
    name: 'boolean()',
    sql: 'boolean',
    converter: booleanConverter,
    read: written => (typeof written === 'boolean' ? written : NO_BOOLEAN),
  });
}

function booleanConverter(source: SourceType): Convert<boolean> | CellFault {
  switch (source.kind) {
    case 'boolean':
      return asIs;
    case 'integer':
      return value => fromNumber(BigInt(value as number | bigint), 1n);
    case 'decimal': {
      const one = 10n ** BigInt(source.scale);
      return value => fromNumber(BigInt(value as number | bigint), one);
    }
    case 'text':
      return fromText(readBoolean);
    default:
      return refused('boolean()', source, 'map it to a type that it is, or with custom()');
  }
}

function fromNumber(value: bigint, one: bigint): boolean | CellFault {
  if (value === one) {
    return true;
  }
  return value === 0n ? false : NO_BOOLEAN;
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['t', true],
  ['0', false],
  ['false', false],
  ['f', false],
]);

function readBoolean(text: string): boolean | CellFault {
  return WORDS.get(text.toLowerCase()) ?? NO_BOOLEAN;
}
