/** The DMS endpoints that write to S3. */
import {
  DatabaseMigrationServiceClient,
  DescribeEndpointsCommand,
  type DescribeEndpointsCommandOutput,
  type Endpoint,
  type S3Settings,
} from '@aws-sdk/client-database-migration-service';
import type { Read } from '../../domain/doctor/area.ts';
import type { EndpointFacts, S3EndpointSettings } from '../../domain/doctor/endpoint-facts.ts';
import { attempt, errorName } from './attempt.ts';

const CONNECT_MS = 3000;
const MOST_PAGES = 20;

/** S3 and the target side only: DMS API reference, DescribeEndpoints. */
const FILTERS = [
  { Name: 'endpoint-type', Values: ['target'] },
  { Name: 'engine-name', Values: ['s3'] },
];

const QUESTION = { what: 'the DMS endpoints', action: 'dms:DescribeEndpoints' };

/** What DMS answers where no endpoint meets the filters. */
const NONE = 'ResourceNotFoundFault';

/** Those that write to one of the buckets. */
export async function endpointFacts(buckets: readonly string[]): Promise<Read<readonly EndpointFacts[]>> {
  const client = new DatabaseMigrationServiceClient({ requestHandler: { connectionTimeout: CONNECT_MS } });
  try {
    return await attempt(QUESTION, async options => {
      const found: EndpointFacts[] = [];
      let Marker: string | undefined;
      for (let page = 0; page < MOST_PAGES && (page === 0 || Marker !== undefined); page++) {
        const command = new DescribeEndpointsCommand({ Filters: FILTERS, Marker });
        const answer = await client.send(command, options).catch(noneFound);
        found.push(...listed(answer.Endpoints).map(factsOf));
        Marker = answer.Marker === '' ? undefined : answer.Marker;
      }
      return found.filter(({ bucket }) => buckets.includes(bucket));
    });
  } finally {
    client.destroy();
  }
}

function noneFound(error: unknown): DescribeEndpointsCommandOutput {
  if (errorName(error) !== NONE) {
    throw error;
  }
  return { Endpoints: [], $metadata: {} };
}

/** An emulator without DMS may answer with something else. */
function listed(endpoints: readonly Endpoint[] | undefined): readonly Endpoint[] {
  if (!Array.isArray(endpoints)) {
    throw new TypeError('the answer has no list Endpoints');
  }
  return endpoints;
}

function factsOf({ EndpointIdentifier, EndpointArn, S3Settings: settings = {} }: Endpoint): EndpointFacts {
  return {
    id: EndpointIdentifier ?? EndpointArn ?? 'an endpoint',
    bucket: settings.BucketName ?? '',
    bucketFolder: settings.BucketFolder ?? '',
    settings: settingsOf(settings),
  };
}

function settingsOf(settings: S3Settings): S3EndpointSettings {
  return {
    dataFormat: settings.DataFormat === 'parquet' ? 'parquet' : 'csv',
    compressionType: settings.CompressionType?.toLowerCase() ?? 'none',
    cdcInsertsOnly: settings.CdcInsertsOnly ?? false,
    cdcInsertsAndUpdates: settings.CdcInsertsAndUpdates ?? false,
    includeOpForFullLoad: settings.IncludeOpForFullLoad ?? false,
    timestampColumnName: nonEmpty(settings.TimestampColumnName),
    useTaskStartTimeForFullLoadTimestamp: settings.UseTaskStartTimeForFullLoadTimestamp ?? false,
    parquetTimestampInMillisecond: settings.ParquetTimestampInMillisecond ?? false,
    datePartitionTimezone: nonEmpty(settings.DatePartitionTimezone),
    preserveTransactions: settings.PreserveTransactions ?? false,
    cdcPath: nonEmpty(settings.CdcPath),
    addTrailingPaddingCharacter: settings.AddTrailingPaddingCharacter ?? false,
    ...csvSettingsOf(settings),
  };
}

type CsvPart = 'addColumnName' | 'rfc4180' | 'csvDelimiter' | 'csvRowDelimiter' | 'csvNullValue' | 'csvNoSupValue';

function csvSettingsOf(settings: S3Settings): Pick<S3EndpointSettings, CsvPart> {
  return {
    addColumnName: settings.AddColumnName ?? false,
    rfc4180: settings.Rfc4180 ?? true,
    csvDelimiter: unescaped(settings.CsvDelimiter ?? ','),
    csvRowDelimiter: unescaped(settings.CsvRowDelimiter ?? String.raw`\n`),
    csvNullValue: settings.CsvNullValue ?? 'NULL',
    csvNoSupValue: settings.UseCsvNoSupValue === true ? settings.CsvNoSupValue : undefined,
  };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** Delimiters are written as `\n` and `\t` in two characters. */
function unescaped(text: string): string {
  return text.replaceAll(String.raw`\r`, '\r').replaceAll(String.raw`\n`, '\n').replaceAll(String.raw`\t`, '\t');
}
