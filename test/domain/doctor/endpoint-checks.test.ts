import { describe, expect, it } from 'vitest';
import { ENDPOINT } from '../../../domain/doctor/endpoint-checks.ts';
import type { EndpointFacts, S3EndpointSettings } from '../../../domain/doctor/endpoint-facts.ts';
import { makeRoutes } from '../../../domain/object/route.ts';
import { defineSource } from '../../../domain/table/index.ts';
import type { SourceDefinition } from '../../../domain/table/source.ts';
import { ITEM } from '../../factories/changes.ts';
import { CUSTOMER } from '../../factories/shop.ts';
import { told } from '../../factories/wiring.ts';

const SETTINGS: S3EndpointSettings = {
  dataFormat: 'parquet',
  compressionType: 'gzip',
  cdcInsertsOnly: false,
  cdcInsertsAndUpdates: false,
  includeOpForFullLoad: false,
  timestampColumnName: undefined,
  useTaskStartTimeForFullLoadTimestamp: false,
  parquetTimestampInMillisecond: false,
  datePartitionTimezone: undefined,
  preserveTransactions: false,
  cdcPath: undefined,
  addTrailingPaddingCharacter: false,
  addColumnName: false,
  rfc4180: true,
  csvDelimiter: ',',
  csvRowDelimiter: '\n',
  csvNullValue: 'NULL',
  csvNoSupValue: undefined,
};

interface Case {
  readonly settings?: Partial<S3EndpointSettings>;
  readonly endpoint?: Partial<EndpointFacts>;
  readonly source?: Partial<SourceDefinition>;
  readonly tables?: readonly (typeof ITEM)[];
}

function look(check: string, { settings, endpoint, source, tables = [ITEM] }: Case = {}): string {
  const routes = makeRoutes(tables, [defineSource({ name: 'erp', bucket: 'acme-dms', prefix: 'erp/', ...source })]);
  const found: EndpointFacts = {
    id: 'to-s3',
    bucket: 'acme-dms',
    bucketFolder: 'erp',
    settings: { ...SETTINGS, ...settings },
    ...endpoint,
  };
  return told(ENDPOINT, check, { endpoint: found, routes }).join('\n');
}

describe('an endpoint', () => {
  it('as docs/dms-facts.md asks for it is fine in everything', () => {
    for (const { name } of ENDPOINT.checks.filter(check => check.name !== 'csv')) {
      expect(look(name)).toMatch(/^fine/);
    }
    expect(look('csv')).toBe('');
  });

  it.each<[string, Case, RegExp]>([
    ['BucketFolder', { endpoint: { bucketFolder: 'hr/x' } }, /^problem.*prefix: 'hr\/x'/],
    ['CompressionType', { settings: { compressionType: 'none' } }, /^warning.*gzip$/],
    ['CdcInsertsOnly', { settings: { cdcInsertsOnly: true } }, /^problem.*false$/],
    ['CdcInsertsAndUpdates', { settings: { cdcInsertsAndUpdates: true } }, /^problem.*false$/],
    ['TimestampColumnName', { settings: { timestampColumnName: 'ts' } }, /^warning.*timestampColumn: 'ts'/],
    ['TimestampColumnName', { source: { timestampColumn: 'ts' } }, /^warning.*leave timestampColumn out$/],
    [
      'TimestampColumnName',
      { settings: { timestampColumnName: 'at' }, source: { timestampColumn: 'ts', loadTime: 'timestamp-column' } },
      /^problem.*set it to ts/,
    ],
    [
      'UseTaskStartTimeForFullLoadTimestamp',
      { settings: { useTaskStartTimeForFullLoadTimestamp: true } },
      /^warning.*set it to false$/,
    ],
    [
      'UseTaskStartTimeForFullLoadTimestamp',
      {
        settings: { useTaskStartTimeForFullLoadTimestamp: true },
        source: { timestampColumn: 'ts', loadTime: 'timestamp-column' },
      },
      /^problem/,
    ],
    ['ParquetTimestampInMillisecond', { settings: { parquetTimestampInMillisecond: true } }, /^warning.*false$/],
    [
      'DatePartitionTimezone',
      { settings: { datePartitionTimezone: 'Asia/Seoul' } },
      /^problem.*timeZone: 'Asia\/Seoul'/,
    ],
    ['DatePartitionTimezone', { source: { timeZone: 'Asia/Seoul' } }, /^problem.*leave timeZone/],
    ['AddTrailingPaddingCharacter', { settings: { addTrailingPaddingCharacter: true } }, /^problem.*false$/],
    [
      'PreserveTransactions',
      { settings: { preserveTransactions: true } },
      /^problem.*SHOP\.ITEM declares no csvColumns/,
    ],
  ])('is told of with its remedy: %s %j', (check, given, text) => {
    expect(look(check, given)).toMatch(text);
  });

  it.each<[string, Case]>([
    ['BucketFolder', { endpoint: { bucketFolder: 'erp/north/' } }],
    ['BucketFolder', { endpoint: { bucketFolder: '' }, source: { prefix: '' } }],
    ['TimestampColumnName', { settings: { timestampColumnName: 'TS' }, source: { timestampColumn: 'ts' } }],
    [
      'DatePartitionTimezone',
      { settings: { datePartitionTimezone: 'Asia/Seoul' }, source: { timeZone: 'Asia/Seoul' } },
    ],
    ['DatePartitionTimezone', { settings: { datePartitionTimezone: 'UTC' } }],
    ['PreserveTransactions', { settings: { preserveTransactions: true }, tables: [CUSTOMER] }],
  ])('that the source speaks of in the same way is fine: %s %j', (check, given) => {
    expect(look(check, given)).toMatch(/^fine/);
  });
});

describe('an endpoint that writes CSV', () => {
  const csv = (settings: Partial<S3EndpointSettings>, read: SourceDefinition['csv'] = {}): string =>
    look('csv', { settings: { dataFormat: 'csv', ...settings }, source: { csv: read } });

  it('fact 25: as the source declares it is fine', () => {
    expect(csv({})).toMatch(/^fine/);
    expect(csv({ csvDelimiter: '\t', csvRowDelimiter: '\r\n' }, { delimiter: '\t', rowDelimiter: '\r\n' })).toMatch(
      /^fine/,
    );
    // With a header, neither Op nor the timestamp is counted off.
    const named = { addColumnName: true, includeOpForFullLoad: true, timestampColumnName: 'ts' };
    expect(csv(named, { header: true })).toMatch(/^fine/);
  });

  it.each<[string, Partial<S3EndpointSettings>]>([
    ['delimiter', { csvDelimiter: ';' }],
    ['rowDelimiter', { csvRowDelimiter: '\r\n' }],
    ['quoting', { rfc4180: false }],
    ['nullText', { csvNullValue: '' }],
    ['noSupplementalLogText', { csvNoSupValue: '~' }],
    ['header', { addColumnName: true }],
    ['opInFullLoad', { includeOpForFullLoad: true }],
    ['timestampColumn', { timestampColumnName: 'ts' }],
  ])('fact 25: with another %s than the source is a problem', (name, settings) => {
    expect(csv(settings)).toMatch(new RegExp(`^problem.*declare csv: \\{ ${name}: `));
    expect(csv(settings).split('\n')).toHaveLength(1);
  });

  it('fact 26: of transactions has no header, whatever is set for the others', () => {
    const settings = { preserveTransactions: true, addColumnName: true, csvDelimiter: ';' };
    expect(look('csv', { settings, source: { csv: { delimiter: ';' } } })).toMatch(/^fine/);
    expect(look('csv', { settings })).toMatch(/^problem.*CsvDelimiter/);
  });
});
