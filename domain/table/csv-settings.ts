/** How the CSV files of a source are written: the settings of its DMS endpoint, which the files do not tell. */
import { unknownProperties } from './check-names.ts';

export interface CsvSettings {
  /** Between the fields of a row: CsvDelimiter. */
  readonly delimiter: string;
  /** After each row: CsvRowDelimiter. */
  readonly rowDelimiter: string;
  /** Rfc4180: true is `rfc4180` (a field may stand in quotes, quotes in it doubled), false is `none`. */
  readonly quoting: 'rfc4180' | 'none';
  /** What an unquoted field of NULL is: CsvNullValue. The same text in quotes is text. */
  readonly nullText: string;
  /** CsvNoSupValue, where UseCsvNoSupValue is set: what stands for a value that was not in the supplemental log. */
  readonly noSupplementalLogText: string | undefined;
  /** AddColumnName: the first row names the columns. Without it, the mapping's `csvColumns` does. */
  readonly header: boolean;
  /** IncludeOpForFullLoad. Asked for only where there is no header. */
  readonly opInFullLoad: boolean;
  /** TimestampColumnName: stands before the columns of the table. Asked for only where there is no header. */
  readonly timestampColumn: string | undefined;
}

/** What DMS does when nothing is set (API reference, S3Settings). */
export const DEFAULT_CSV: CsvSettings = Object.freeze({
  delimiter: ',',
  rowDelimiter: '\n',
  quoting: 'rfc4180',
  nullText: 'NULL',
  noSupplementalLogText: undefined,
  header: false,
  opInFullLoad: false,
  timestampColumn: undefined,
});

const QUOTE = '"';

/** What is wrong with such settings, each a sentence that ends in its remedy. */
export function csvProblems(settings: CsvSettings): string[] {
  return [
    ...unknownProperties(settings, Object.keys(DEFAULT_CSV)).map(problem => `csv: ${problem}`),
    ...kindProblems(settings),
    ...delimiterProblems(settings),
    ...textProblems(settings),
  ];
}

function kindProblems({ quoting, header, opInFullLoad, timestampColumn }: CsvSettings): string[] {
  const problems: string[] = [];
  if (quoting !== 'rfc4180' && quoting !== 'none') {
    problems.push(
      `csv.quoting ${JSON.stringify(quoting)} is unknown; write 'rfc4180' (Rfc4180=true, DMS's default) or 'none'.`,
    );
  }
  for (const [name, value] of Object.entries({ header, opInFullLoad })) {
    if (typeof value !== 'boolean') {
      problems.push(`csv.${name} ${JSON.stringify(value)} is neither true nor false; write one of them.`);
    }
  }
  if (timestampColumn !== undefined && (typeof timestampColumn !== 'string' || timestampColumn === '')) {
    problems.push('csv.timestampColumn is no name; write what TimestampColumnName says, or leave it out.');
  }
  return problems;
}

function delimiterProblems({ delimiter, rowDelimiter, quoting }: CsvSettings): string[] {
  const problems: string[] = [];
  for (const [name, value, usual] of [
    ['delimiter', delimiter, "','"],
    ['rowDelimiter', rowDelimiter, String.raw`'\n'`],
  ] as const) {
    if (typeof value !== 'string' || value === '') {
      problems.push(`csv.${name} is empty or no text; write ${usual}, or leave it out.`);
    } else if (quoting !== 'none' && value.includes(QUOTE)) {
      problems.push(`csv.${name} holds a quote, which quotes fields; choose another at DMS.`);
    }
  }
  if (problems.length === 0 && (delimiter.includes(rowDelimiter) || rowDelimiter.includes(delimiter))) {
    problems.push('csv.delimiter and csv.rowDelimiter hold each other; choose others at DMS.');
  }
  return problems;
}

function textProblems(settings: CsvSettings): string[] {
  const { nullText, noSupplementalLogText: absent, delimiter, rowDelimiter, quoting } = settings;
  const problems: string[] = [];
  for (const [name, value] of [
    ['nullText', nullText],
    ['noSupplementalLogText', absent ?? 'none'],
  ] as const) {
    if (typeof value !== 'string') {
      problems.push(`csv.${name} is no text; write it in quotes.`);
    } else if (
      [delimiter, rowDelimiter].some(part => value.includes(part)) ||
      (quoting !== 'none' && value.includes(QUOTE))
    ) {
      problems.push(`csv.${name} holds a delimiter or a quote, so no field can be it; choose another at DMS.`);
    }
  }
  if (absent === '') {
    problems.push('csv.noSupplementalLogText is empty, as many a field is; choose another CsvNoSupValue at DMS.');
  }
  if (absent !== undefined && absent === nullText) {
    problems.push('csv.noSupplementalLogText is csv.nullText; choose another CsvNoSupValue at DMS.');
  }
  return problems;
}
