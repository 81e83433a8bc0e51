import type { AwsAddresses } from '../../../adapters/aws/addresses.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { Routes } from '../../../domain/object/route.ts';
import { sourceName } from '../../../domain/object/table-name.ts';
import type { Source } from '../../../domain/table/source.ts';
import { type Table, targetName } from '../../../domain/table/table.ts';
import { type Environment, examine, givenIn } from '../../config.ts';
import { shownUrl } from '../../database-url.ts';
import { settingLines } from '../../explain-config.ts';
import { loadRoutes } from '../../tables.ts';
import type { Call } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { type ConfigReport, configText } from './report.ts';

/** `dms-loader config`: shows what is in force also where it cannot be used, and connects to nothing. */
export async function runConfig({ environment, output }: Call): Promise<ExitCode> {
  const { awsAddresses } = await import('../../../adapters/aws/addresses.ts');
  const report = await reportOn(environment, await awsAddresses());
  output.answer(configText(report, output), report);
  return report.faults.length === 0 ? 0 : 2;
}

async function reportOn(environment: Environment, aws: AwsAddresses): Promise<ConfigReport> {
  const given = givenIn(environment);
  const path = given['LOADER_TABLES'];
  const routes = await routesOr(path);
  const [unreached] = Object.entries(aws).flatMap(([name, answer]) =>
    'fault' in answer ? [`AWS SDK, ${name}: ${answer.fault}; set AWS_REGION, or what the message names`] : [],
  );
  const { tables, sources } = routes instanceof LoaderError ? { tables: new Map(), sources: [] } : routes;
  return {
    settings: settingLines(environment),
    aws: {
      region: found(aws.region),
      s3: found(aws.s3),
      sqs: found(aws.sqs),
      variables: Object.fromEntries(SDK_VARIABLES.flatMap(name => variable(name, given[name]))),
    },
    module: path ?? 'domain/tables/index.ts',
    tables: [...tables.values()].map(tableLine),
    sources: sources.map(sourceLine),
    faults: [
      ...examine(environment, ['database']).faults,
      // They have one cause, such as no region.
      ...(unreached === undefined ? [] : [unreached]),
      ...(routes instanceof LoaderError ? [routes.message] : []),
    ],
  };
}

/** Those that say which S3 and SQS is asked, and as whom by name; keys and tokens are not among them. */
const SDK_VARIABLES = [
  'AWS_REGION',
  'AWS_PROFILE',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_S3',
  'AWS_ENDPOINT_URL_SQS',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_ROLE_ARN',
];

function variable(name: string, text: string | undefined): [string, string][] {
  return text === undefined ? [] : [[name, text.includes('://') ? shownUrl(text) : text]];
}

async function routesOr(path: string | undefined): Promise<Routes | LoaderError> {
  try {
    return await loadRoutes(path);
  } catch (error) {
    if (error instanceof LoaderError) {
      return error;
    }
    throw error;
  }
}

function found(answer: AwsAddresses['region']): string | undefined {
  return 'value' in answer ? answer.value : undefined;
}

function tableLine(table: Table): ConfigReport['tables'][number] {
  const { key, columns } = table;
  return { source: sourceName(table.source), target: targetName(table), key, columns: columns.length };
}

function sourceLine({ name, bucket, prefix, timeZone, loadTime, ignore }: Source): ConfigReport['sources'][number] {
  return { name, bucket, prefix, timeZone, loadTime, ignore };
}
