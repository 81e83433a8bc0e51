import { fromText, makeType, refused } from './make-type.ts';
import { CellFault, type ColumnType } from './type.ts';

const NEITHER = new CellFault('is neither Y nor N', 'clean the source, or convert it in custom()');

/**
 * Boolean written as `Y` or `N`, in either case, blanks around allowed (CHAR pads with them). Takes text only. `YES`,
 * `T` and `1` are refused; blank text is NULL.
 *
 * @example `from('IS_ACTIVE', yesNo())`
 */
export function yesNo(): ColumnType<boolean> {
  return makeType<boolean>({
    name: 'yesNo()',
    sql: 'boolean',
    converter: source =>
      source.kind === 'text' ? fromText(readYesNo) : refused('yesNo()', source, 'declare boolean(), or use custom()'),
    read: written => (typeof written === 'boolean' ? written : NEITHER),
  });
}

function readYesNo(text: string): boolean | CellFault {
  switch (text) {
    case 'Y':
    case 'y':
      return true;
    case 'N':
    case 'n':
      return false;
    default:
      return NEITHER;
  }
}
