/** Names for what a mapping makes of a file's names: columns and tables of PostgreSQL, and the constant of the mapping. */
import { Buffer } from 'node:buffer';
import type { TableName } from '../object/table-name.ts';
import { DATE_FOLDER, ORDINARY } from '../object/unmapped.ts';
import { targetNameProblems } from '../table/check-columns.ts';

/** PostgreSQL cuts longer names; two bytes are kept for what makes a name differ from another. */
const LONGEST_BYTES = 60;

const NOT_IN_A_NAME = /[^\p{L}\p{M}\p{N}]+/gu;
const OUTER_UNDERSCORES = /^_+|_+$/gu;
const NAME_START = /^\p{L}/u;

/**
 * The name in lower case, what is neither letter nor digit as an underscore, cut to what PostgreSQL holds; `column_3` for
 * one of which nothing is left, an underscore behind one that PostgreSQL or the loader keeps for itself.
 */
export function targetName(name: string, number: number): string {
  const plain = name.toLowerCase().replaceAll(NOT_IN_A_NAME, '_').replaceAll(OUTER_UNDERSCORES, '');
  const cut = cutToBytes(NAME_START.test(plain) ? plain : `column_${plain === '' ? number : plain}`);
  return targetNameProblems(cut).length === 0 ? cut : `${cut}_`;
}

/** Names in their order, each different from those before it. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) {
      free = `${cutToBytes(name, LONGEST_BYTES - 4)}_${number}`;
    }
    taken.add(free);
    return free;
  });
}

function cutToBytes(name: string, most = LONGEST_BYTES): string {
  // A name in a file may have millions of characters.
  const characters = [...name.slice(0, most)];
  while (Buffer.byteLength(characters.join('')) > most) {
    characters.pop();
  }
  return characters.join('');
}

/** The two last folders that are no dates, as DMS writes schema and table; undefined where none are, or no names of Oracle's. */
export function tableOfFolders(folders: readonly string[]): TableName | undefined {
  const [schema, table] = folders.filter(folder => !DATE_FOLDER.test(folder)).slice(-2);
  return schema !== undefined && table !== undefined && ORDINARY.test(`${schema}.${table}`)
    ? { schema, table }
    : undefined;
}

const WORD_START = /_+(?<letter>[\p{L}\p{N}])/gu;
/** What JavaScript and the two import lines of a mapping have taken. A suffix does no harm, so the list may be long. */
const TAKEN =
  /^(?:arguments|await|bigint|boolean|break|bytea|case|catch|class|const|continue|custom|date|debugger|default|define|delete|derived|do|double|else|enum|eval|export|extends|false|fault|finally|for|from|function|if|implements|import|in|instanceof|integer|interface|json|let|new|null|numeric|package|private|protected|public|return|smallint|static|super|switch|text|this|throw|time|timestamp|timestamptz|true|try|typeof|undefined|uuid|var|void|while|with|yield)$/u;

/** Digits such as `²` and enclosing marks may stand in a name of PostgreSQL, but in no identifier. */
const NOT_IN_AN_IDENTIFIER = /\P{ID_Continue}+/gu;
const IDENTIFIER_START = /^\p{ID_Start}/u;

/** `testProduct` of TEST_PRODUCT. */
export function constantName(table: string): string {
  const words = targetName(table, 1).replaceAll(NOT_IN_AN_IDENTIFIER, '_').replaceAll(OUTER_UNDERSCORES, '');
  const joined = words.replaceAll(WORD_START, (_, letter: string) => letter.toUpperCase());
  const camel = IDENTIFIER_START.test(joined) ? joined : `table${joined}`;
  const isTaken = TAKEN.test(camel) || ['textArray', 'yesNo', 'defineTable', 'defineSource'].includes(camel);
  return isTaken ? `${camel}Table` : camel;
}
