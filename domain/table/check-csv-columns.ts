import { didYouMean } from '../did-you-mean.ts';
import type { TableColumn } from './table.ts';

/** Mistakes in the declared order of a source table's columns. Each is a sentence that ends in its remedy. */
export function checkCsvColumns(columns: readonly TableColumn[], csvColumns: readonly string[] | undefined): string[] {
  if (csvColumns === undefined) {
    return [];
  }
  if (!Array.isArray(csvColumns) || csvColumns.length === 0 || csvColumns.some(name => typeof name !== 'string')) {
    return ['csvColumns is no list of names; write every column of the source table, in its order.'];
  }
  const names: readonly string[] = csvColumns;
  const folded = names.map(name => name.toLowerCase());
  const twice = names.filter((_, at) => folded.indexOf(folded[at] ?? '') !== at);
  const unlisted = columns.filter(({ source }) => typeof source === 'string' && !folded.includes(source.toLowerCase()));
  return [
    ...(folded.includes('') ? ['csvColumns holds an empty name; write the name of the column.'] : []),
    ...twice.map(name => `csvColumns names ${name} twice; leave one out.`),
    ...unlisted.map(({ name, source }) => {
      const meant = didYouMean(source, names);
      const hint = meant === undefined ? 'add it where it stands' : `did you mean ${meant}?`;
      return `column ${name} comes from ${source}, which csvColumns does not name; ${hint}.`;
    }),
  ];
}
