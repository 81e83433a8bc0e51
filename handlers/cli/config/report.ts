/** The settings: what is told of them, and their text for people. */
import { oneLine } from '../../../domain/one-line.ts';
import type { Source } from '../../../domain/table/source.ts';
import type { SettingLine } from '../../explain-config.ts';
import { counted } from '../counts.ts';
import type { Output } from '../output.ts';
import { textTable } from '../text-table.ts';

/** What `config` tells, for programs as it is. */
export interface ConfigReport {
  readonly settings: readonly SettingLine[];
  /** Where the SDK sends its requests; what it could not find out is a fault. */
  readonly aws: {
    readonly region: string | undefined;
    readonly s3: string | undefined;
    readonly sqs: string | undefined;
    /** Of the SDK's own variables those that are set and no secrets. */
    readonly variables: Readonly<Record<string, string>>;
  };
  readonly module: string;
  readonly tables: readonly TableLine[];
  readonly sources: readonly Pick<Source, 'name' | 'bucket' | 'prefix' | 'timeZone' | 'loadTime' | 'ignore'>[];
  /** A sentence each. */
  readonly faults: readonly string[];
}

interface TableLine {
  readonly source: string;
  readonly target: string;
  readonly key: readonly string[];
  readonly columns: number;
}

export function configText(report: ConfigReport, { paint }: Pick<Output, 'paint'>): string {
  const { aws, module, tables, sources, faults } = report;
  const settings = report.settings.map(({ name, value, from, meaning }) => [name, value ?? '-', from, meaning]);
  const variables = Object.entries(aws.variables).map(([name, value]) => [name, value, 'environment', '']);
  const sdk = [
    ['region', aws.region ?? '-', 'AWS SDK', 'region that requests are signed for'],
    ['S3', aws.s3 ?? '-', 'AWS SDK', 'where requests go'],
    ['SQS', aws.sqs ?? '-', 'AWS SDK', 'where requests go that name no queue'],
  ];
  const blocks = [
    textTable(['setting', 'value', 'from', 'meaning'], cleaned([...settings, ...variables, ...sdk])),
    [
      `${counted(tables.length, 'table')} of ${oneLine(module)}`,
      ...(tables.length === 0 ? [] : [tableOf(report)]),
    ].join('\n'),
    ...(sources.length === 0 ? [] : [`${counted(sources.length, 'source')}\n${sourcesOf(report)}`]),
    faults.length === 0
      ? paint('green', 'nothing is wrong with it')
      : paint('red', [`${counted(faults.length, 'fault')}:`, ...faults.map(fault => `  ${oneLine(fault)}`)].join('\n')),
  ];
  return blocks.join('\n\n');
}

function tableOf({ tables }: ConfigReport): string {
  const rows = tables.map(({ source, target, key, columns }) => [source, target, key.join(', '), String(columns)]);
  return textTable(['source', 'target', 'key', 'columns'], cleaned(rows));
}

function sourcesOf({ sources }: ConfigReport): string {
  const rows = sources.map(({ name, bucket, prefix, timeZone, loadTime, ignore }) => [
    name,
    `s3://${bucket ?? '*'}/${prefix}`,
    timeZone ?? 'UTC',
    loadTime,
    ignore.join(', '),
  ]);
  return textTable(['source', 'place', 'zone', 'load time', 'ignores'], cleaned(rows));
}

function cleaned(rows: readonly (readonly string[])[]): string[][] {
  return rows.map(row => row.map(oneLine));
}
