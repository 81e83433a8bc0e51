import { callOf } from './guess.ts';
import { comments, literal, propertyName, quotedText, WIDEST_LINE } from './literals.ts';
import { type ProposedColumn, type ProposedMapping, writtenSource } from './propose-mapping.ts';
import { constantName } from './target-names.ts';

/** The text of a mapping's module, for a file in `domain/tables/`. */
export function printMapping(mapping: ProposedMapping): string {
  const { table, target, columns } = mapping;
  const makers = [...new Set(columns.map(({ guess }) => callOf(guess.type).maker))].toSorted((one, other) =>
    one < other ? -1 : 1,
  );
  return [
    ...wrapped('import {', makers, "} from '../columns/index.ts';"),
    "import { defineTable, from } from '../table/index.ts';",
    '',
    ...comments(
      `Guessed by dms-loader inspect --mapper from ${mapping.from}. Check each guess: the next file may show more.`,
    ),
    ...(table === undefined ? comments(NAMELESS) : []),
    `export const ${constantName(target.table)} = defineTable({`,
    `  source: ${quotedText(writtenSource(mapping))},`,
    `  target: ${quotedText(`${target.schema}.${target.table}`)},`,
    ...keyLines(mapping),
    '  columns: {',
    ...columns.flatMap(columnLines),
    '  },',
    ...leaveOutLines(mapping),
    ...csvLines(mapping),
    '});',
  ].join('\n');
}

const NAMELESS =
  'The name of the file does not tell its table: write schema and table here, or give --as s3://bucket/schema/table/LOAD00000001.parquet.';

function keyLines({ key, keyWhy }: ProposedMapping): string[] {
  return key.length === 0
    ? [
        ...comments(`No guess: ${keyWhy}. Name the columns of the primary key of the source.`, '  '),
        ...comments('As it stands, the table has no key: every row of every file is appended to it.', '  '),
        "  key: 'none',",
      ]
    : [
        ...comments(
          `A guess, to be checked against the primary key of the source, which files do not tell: ${keyWhy}.`,
          '  ',
        ),
        ...wrapped('  key: [', key.map(quotedText), '],'),
      ];
}

function columnLines({ name, source, guess }: ProposedColumn): string[] {
  const { maker, args } = callOf(guess.type);
  const type = `${maker}(${args.map(literal).join(', ')})`;
  return [
    ...comments(`${guess.why.charAt(0).toUpperCase()}${guess.why.slice(1)}.`, '    '),
    ...wrapped(`    ${propertyName(name)}: from(`, [quotedText(source), type], '),'),
  ];
}

const LEFT_OUT =
  'Not of the table, by place and form: the TimestampColumnName of DMS, or names that only the loader may use.';

function leaveOutLines({ leaveOut }: ProposedMapping): string[] {
  return leaveOut.length === 0
    ? []
    : [...comments(LEFT_OUT, '  '), ...wrapped('  leaveOut: [', leaveOut.map(quotedText), '],')];
}

const NO_HEADER =
  'The file has no header, as its source says (else give --header): write the names of the source table here, in its order, and in from() above.';

function csvLines({ csvColumns }: ProposedMapping): string[] {
  return csvColumns === undefined
    ? []
    : [...comments(NO_HEADER, '  '), ...wrapped('  csvColumns: [', csvColumns.map(quotedText), '],')];
}

/** In one line, or where that is too long an item a line; as the formatter of this project writes them. */
function wrapped(open: string, items: readonly string[], close: string): string[] {
  const isBlock = open.endsWith('{');
  const line = `${open}${isBlock ? ' ' : ''}${items.join(', ')}${isBlock ? ' ' : ''}${close}`;
  const indent = open.slice(0, open.length - open.trimStart().length);
  return line.length <= WIDEST_LINE ? [line] : [open, ...items.map(item => `${indent}  ${item},`), `${indent}${close}`];
}
