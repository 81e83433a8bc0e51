/** What DMS writes, by the settings of its endpoint, against what the source of the mappings says: docs/dms-facts.md. */
import { type Routes, sourceOf } from '../object/route.ts';
import { sourceName } from '../object/table-name.ts';
import type { Source } from '../table/source.ts';
import type { Area, Check } from './area.ts';
import { csvDifferences } from './endpoint-csv.ts';
import type { EndpointFacts, S3EndpointSettings } from './endpoint-facts.ts';
import { type Told, tell } from './finding.ts';

export interface EndpointCase {
  readonly endpoint: EndpointFacts;
  readonly routes: Routes;
}

interface Rule {
  readonly setting: string;
  /** The number of the fact in docs/dms-facts.md. */
  readonly fact: number;
  readonly asks: string;
  /** Undefined: it is as it should be. */
  judge(settings: S3EndpointSettings, source: Source | undefined): Told | undefined;
}

const RULES: readonly Rule[] = [
  {
    setting: 'CompressionType',
    fact: 27,
    asks: '`gzip`',
    judge: ({ compressionType }) =>
      compressionType === 'gzip'
        ? undefined
        : tell.warning('CompressionType is none: a damaged file has no checksum that shows it', 'set it to gzip'),
  },
  {
    setting: 'CdcInsertsOnly',
    fact: 4,
    asks: '`false`',
    judge: ({ cdcInsertsOnly }) =>
      cdcInsertsOnly
        ? tell.problem('CdcInsertsOnly is on: updates and deletes are not written', 'set it to false')
        : undefined,
  },
  {
    setting: 'CdcInsertsAndUpdates',
    fact: 4,
    asks: '`false`',
    judge: ({ cdcInsertsAndUpdates }) =>
      cdcInsertsAndUpdates
        ? tell.problem('CdcInsertsAndUpdates is on: deletes are not written', 'set it to false')
        : undefined,
  },
  {
    setting: 'TimestampColumnName',
    fact: 7,
    asks: 'what `timestampColumn` of the source says',
    judge: timestampColumn,
  },
  {
    setting: 'UseTaskStartTimeForFullLoadTimestamp',
    fact: 7,
    asks: '`false`',
    judge: ({ useTaskStartTimeForFullLoadTimestamp: isOn }, source) => {
      const what = 'UseTaskStartTimeForFullLoadTimestamp is on: rows of a full load seem older than they are';
      const told = source?.loadTime === 'timestamp-column' ? tell.problem : tell.warning;
      return isOn ? told(what, 'set it to false') : undefined;
    },
  },
  {
    setting: 'ParquetTimestampInMillisecond',
    fact: 21,
    asks: '`false`',
    judge: ({ parquetTimestampInMillisecond }) =>
      parquetTimestampInMillisecond
        ? tell.warning('ParquetTimestampInMillisecond is on: microseconds are cut off', 'set it to false')
        : undefined,
  },
  { setting: 'DatePartitionTimezone', fact: 2, asks: 'what `timeZone` of the source says', judge: timeZone },
  {
    setting: 'AddTrailingPaddingCharacter',
    fact: 25,
    asks: '`false`',
    judge: ({ addTrailingPaddingCharacter }) =>
      addTrailingPaddingCharacter
        ? tell.problem('AddTrailingPaddingCharacter is on: texts are not as they are at the source', 'set it to false')
        : undefined,
  },
];

export const ENDPOINT: Area<EndpointCase> = {
  name: 'endpoint',
  needs: ['dms:DescribeEndpoints'],
  checks: [
    { name: 'BucketFolder', asks: 'a folder that a source covers', judge: folder },
    ...RULES.map(asCheck),
    {
      name: 'PreserveTransactions',
      asks: '`csvColumns` of each mapping where it is on (fact 26)',
      judge: transactions,
    },
    { name: 'csv', asks: 'of CSV: what `csv` of the source says, setting by setting (fact 25)', judge: csv },
  ],
};

function asCheck({ setting, fact, asks, judge }: Rule): Check<EndpointCase> {
  return {
    name: setting,
    asks: `${asks} (fact ${fact})`,
    judge: endpointCase => {
      const told = judge(endpointCase.endpoint.settings, sourceFor(endpointCase));
      return [told === undefined ? tell.fine(`${endpointCase.endpoint.id}: as it should be`) : at(endpointCase, told)];
    },
  };
}

function at({ endpoint }: EndpointCase, told: Told): Told {
  return { ...told, what: `${endpoint.id}: ${told.what}` };
}

function sourceFor({ endpoint, routes }: EndpointCase): Source | undefined {
  const folders = endpoint.bucketFolder.split('/').filter(part => part !== '');
  return sourceOf(routes, endpoint.bucket, folders);
}

function folder(endpointCase: EndpointCase): readonly Told[] {
  const { id, bucket, bucketFolder } = endpointCase.endpoint;
  const source = sourceFor(endpointCase);
  const place = `s3://${bucket}/${bucketFolder}`;
  return source === undefined
    ? [
        tell.problem(
          `${id} writes to ${place}, which no source covers: its files are refused`,
          `declare defineSource({ name, bucket: '${bucket}', prefix: '${bucketFolder}' }), or correct BucketFolder`,
        ),
      ]
    : [tell.fine(`${id} writes to ${place}, which source ${source.name} covers`)];
}

function timestampColumn(
  { timestampColumnName: name }: S3EndpointSettings,
  source: Source | undefined,
): Told | undefined {
  const declared = source?.timestampColumn;
  if (name?.toLowerCase() === declared?.toLowerCase()) {
    return;
  }
  if (source?.loadTime === 'timestamp-column') {
    return tell.problem(
      `TimestampColumnName is ${name ?? 'not set'}, and the source takes the time of full loads from ${declared ?? 'it'}`,
      `set it to ${declared ?? 'the column'}, or correct timestampColumn of the source`,
    );
  }
  return tell.warning(
    `TimestampColumnName is ${name ?? 'not set'}, and timestampColumn of the source is ${declared ?? 'not declared'}`,
    name === undefined ? 'leave timestampColumn out' : `declare timestampColumn: '${name}' of the source`,
  );
}

function timeZone({ datePartitionTimezone: zone }: S3EndpointSettings, source: Source | undefined): Told | undefined {
  const declared = source?.timeZone;
  if (zone === declared || (zone ?? 'UTC') === (declared ?? 'UTC')) {
    return;
  }
  return tell.problem(
    `DatePartitionTimezone is ${zone ?? 'not set'}, and the names of files are read as ${declared ?? 'UTC'}: changes are put in a wrong order`,
    zone === undefined ? 'leave timeZone of the source out' : `declare timeZone: '${zone}' of the source`,
  );
}

function transactions({ endpoint, routes }: EndpointCase): readonly Told[] {
  if (!endpoint.settings.preserveTransactions) {
    return [tell.fine(`${endpoint.id}: changes are written by table`)];
  }
  const without = [...routes.tables.values()].filter(({ csvColumns }) => csvColumns === undefined);
  const names = without.map(({ source }) => sourceName(source)).join(', ');
  return without.length === 0
    ? [tell.fine(`${endpoint.id}: transactions are kept together, and each mapping declares csvColumns`)]
    : [
        tell.problem(
          `${endpoint.id}: PreserveTransactions is on, whose files name no columns, and ${names} declares no csvColumns`,
          'declare csvColumns of each mapping: every column of the source table, in its order',
        ),
      ];
}

/** A source that is not known says nothing that could differ. */
function csv(endpointCase: EndpointCase): readonly Told[] {
  const { endpoint } = endpointCase;
  const source = sourceFor(endpointCase);
  if (source === undefined || !(endpoint.settings.dataFormat === 'csv' || endpoint.settings.preserveTransactions)) {
    return [];
  }
  const told = csvDifferences(endpoint.settings, source.csv);
  return told.length === 0
    ? [tell.fine(`${endpoint.id}: CSV is written as source ${source.name} declares it`)]
    : told.map(each => at(endpointCase, each));
}
