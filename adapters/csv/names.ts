import { LoaderError, shown } from '../../domain/errors.ts';
import type { CsvFormat } from '../../domain/ports/files.ts';
import { corrupt } from './fault.ts';
import type { Field } from './record.ts';

const HEADER_REMEDY =
  'if DMS writes with AddColumnName=false, set csv.header of the source to false; DMS before 3.4.6 wrote wrong headers';

/** The names of a file's columns: those of its header, or those that are declared. */
export function namesOf(first: readonly Field[], { settings, columns }: CsvFormat): readonly string[] {
  return settings.header ? headerNames(first, settings.nullText) : declaredNames(first, columns ?? []);
}

function headerNames(first: readonly Field[], nullText: string): readonly string[] {
  const names = first.map(field => field ?? nullText);
  const nameless = names.indexOf('');
  if (nameless >= 0) {
    throw corrupt({ reason: `has a header without a name for column number ${nameless + 1}`, remedy: HEADER_REMEDY });
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw corrupt({ value: name, reason: 'stands twice in the header', remedy: HEADER_REMEDY });
    }
    seen.add(name);
  }
  return names;
}

function declaredNames(first: readonly Field[], names: readonly string[]): readonly string[] {
  const isHeader =
    first.length === names.length && first.every((field, at) => field?.toLowerCase() === names[at]?.toLowerCase());
  if (isHeader) {
    throw corrupt({
      row: 1,
      value: first.join(),
      reason: 'is a header, but the source says that its files have none',
      remedy: 'set csv.header of the source to true',
    });
  }
  return names;
}

/** @throws LoaderError CSV_COLUMNS_UNKNOWN where neither a header nor the mapping names the columns */
export function requireNames({ settings, columns }: CsvFormat): void {
  if (settings.header || columns !== undefined) {
    return;
  }
  throw new LoaderError('CSV_COLUMNS_UNKNOWN', {
    reason: 'is CSV, for which the source says that there is no header, and the mapping does not name its columns',
    remedy:
      'set AddColumnName=true on the DMS endpoint and csv: { header: true } in defineSource; or list all columns of the source table in csvColumns of the mapping, in their order',
  });
}

/** A column by its place. */
export function indexOfName(names: readonly string[], name: string): number {
  const index = names.indexOf(name);
  if (index < 0) {
    throw new RangeError(`no column ${shown(name)} in the file`);
  }
  return index;
}
