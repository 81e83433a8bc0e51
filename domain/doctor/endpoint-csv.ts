/** CSV as a DMS endpoint writes it against CSV as the source reads it. The file does not tell, so that each difference is a fault. */
import type { CsvSettings } from '../table/csv-settings.ts';
import type { S3EndpointSettings } from './endpoint-facts.ts';
import { type Told, tell } from './finding.ts';

export function csvDifferences(settings: S3EndpointSettings, csv: CsvSettings): readonly Told[] {
  const hasHeader = settings.addColumnName && !settings.preserveTransactions;
  const isByPlace = settings.dataFormat === 'csv' && !hasHeader;
  return [
    ...differing('CsvDelimiter', settings.csvDelimiter, ['delimiter', csv.delimiter]),
    ...differing('CsvRowDelimiter', settings.csvRowDelimiter, ['rowDelimiter', csv.rowDelimiter]),
    ...differing('Rfc4180', settings.rfc4180 ? 'rfc4180' : 'none', ['quoting', csv.quoting]),
    ...differing('CsvNullValue', settings.csvNullValue, ['nullText', csv.nullText]),
    ...differing('CsvNoSupValue', settings.csvNoSupValue, ['noSupplementalLogText', csv.noSupplementalLogText]),
    // Files of transactions have no header, whatever is set, and the source's word is for the others.
    ...(settings.dataFormat === 'csv'
      ? differing('AddColumnName', settings.addColumnName, ['header', csv.header])
      : []),
    ...(isByPlace
      ? differing('IncludeOpForFullLoad', settings.includeOpForFullLoad, ['opInFullLoad', csv.opInFullLoad])
      : []),
    ...(isByPlace
      ? differing('TimestampColumnName', settings.timestampColumnName, ['timestampColumn', csv.timestampColumn])
      : []),
  ];
}

type Value = string | boolean | undefined;

function differing(setting: string, written: Value, [name, read]: readonly [string, Value]): readonly Told[] {
  if (written === read) {
    return [];
  }
  const shown = (value: Value): string => (value === undefined ? 'not set' : JSON.stringify(value));
  return [
    tell.problem(
      `${setting}: DMS writes ${shown(written)}, and csv.${name} of the source is ${shown(read)}`,
      `declare csv: { ${name}: ${written === undefined ? 'undefined' : JSON.stringify(written)} } of the source, or set ${setting} to what it says`,
    ),
  ];
}
