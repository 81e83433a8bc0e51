import { sourceName, type TableName } from '../object/table-name.ts';
import { imagedBy } from '../table/dms-columns.ts';
import { describeDialect } from './describe-dialect.ts';
import { columnsAs, type FileSample, rowsLookedAt } from './file-sample.ts';
import type { Guess } from './guess.ts';
import { guessKey } from './guess-key.ts';
import { guessType } from './guess-type.ts';
import { distinctNames, tableOfFolders, targetName } from './target-names.ts';

export interface ProposedColumn {
  /** In the target. */
  readonly name: string;
  /** In the file. */
  readonly source: string;
  readonly guess: Guess;
}

/** A mapping for the table of a file, guessed from its names and values, each guess with its reason. */
export interface ProposedMapping {
  /** Undefined where the file's name does not tell its table. */
  readonly table: TableName | undefined;
  readonly target: TableName;
  /** Target columns; empty where nothing can be the key. */
  readonly key: readonly string[];
  readonly keyWhy: string;
  readonly columns: readonly ProposedColumn[];
  /** Columns of the file that are none of the table, and would be noted at every load. */
  readonly leaveOut: readonly string[];
  /** All columns of the table in their order, for a file without a header. */
  readonly csvColumns: readonly string[] | undefined;
  /** `all 60 rows of s3://..`: what was looked at. */
  readonly from: string;
}

const UNKNOWN: TableName = { schema: 'schema', table: 'table' };

export function proposeMapping(sample: FileSample): ProposedMapping {
  const table = tableOfFolders(sample.key?.folders ?? []);
  const data = columnsAs(sample, 'data').map(column => ({ sample: column, guess: guessType(column, sample) }));
  const names = distinctNames(data.map((column, at) => targetName(column.sample.name, at + 1)));
  const columns = data.map(
    (column, at): ProposedColumn => ({ name: names[at] ?? '', source: column.sample.name, guess: column.guess }),
  );
  const key = guessKey({
    columns: data.map(column => ({ sample: column.sample, type: column.guess.type })),
    imaged: columnsAs(sample, 'before-image').flatMap(({ name }) => imagedBy(name) ?? []),
    table: table?.table,
    isFullLoad: describeDialect(sample).kind === 'load',
  });
  return {
    table,
    target: targetOf(table ?? UNKNOWN),
    key: columns.filter(({ source }) => key.columns.includes(source)).map(({ name }) => name),
    keyWhy: key.why,
    columns,
    leaveOut: columnsAs(sample, 'timestamp', 'own').map(({ name }) => name),
    csvColumns: sample.isNumbered ? columns.map(({ source }) => source) : undefined,
    from: `${rowsLookedAt(sample)} of ${sample.object}`,
  };
}

function targetOf({ schema, table }: TableName): TableName {
  return { schema: targetName(schema, 1), table: targetName(table, 2) };
}

/** As `source` of a mapping writes it. */
export function writtenSource({ table }: Pick<ProposedMapping, 'table'>): string {
  return sourceName(table ?? UNKNOWN);
}
