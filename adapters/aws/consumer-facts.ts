/** Who consumes a queue by Lambda. Of a function's environment nothing leaves this module but names and digests. */
import {
  type EventSourceMappingConfiguration,
  type FunctionConfiguration,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import type { Read } from '../../domain/doctor/area.ts';
import type { ConsumerFacts, FunctionFacts, MappingFacts } from '../../domain/doctor/facts.ts';
import { tell } from '../../domain/doctor/finding.ts';
import { fingerprints } from '../../domain/doctor/fingerprint.ts';
import { attempt } from './attempt.ts';

/** Whose consumers are asked for: of a queue, of a function, or of the two together. */
export interface Wanted {
  readonly queueArn: string | undefined;
  readonly functionName: string | undefined;
}

const CONNECT_MS = 3000;

/** Lambda API reference: MaximumPollers without a value, and calls of one poller at a time. */
const DEFAULT_POLLERS = 200;
const CALLS_OF_POLLER = 10;

/** An answer has up to 100 mappings; more than these of one queue nobody has. */
const MOST_PAGES = 10;

export async function consumerFacts(wanted: Wanted): Promise<ConsumerFacts> {
  const client = new LambdaClient({ requestHandler: { connectionTimeout: CONNECT_MS } });
  try {
    const mappings = await listMappings(client, wanted);
    const found = 'facts' in mappings ? mappings.facts : [];
    const names = new Set([...found.map(({ functionName }) => functionName), wanted.functionName ?? []].flat());
    const functions = await Promise.all([...names].map(name => functionFacts(client, name)));
    return { mappings, functions };
  } finally {
    client.destroy();
  }
}

async function listMappings(
  client: LambdaClient,
  { queueArn, functionName }: Wanted,
): Promise<Read<readonly MappingFacts[]>> {
  if (queueArn === undefined && functionName === undefined) {
    return {
      unread: tell.unknown('which function consumes the queue is not known', 'set QUEUE_URL, or give --function'),
    };
  }
  const question = {
    what: 'the event source mappings of the queue',
    action: 'lambda:ListEventSourceMappings',
    absent: { names: ['ResourceNotFoundException'], remedy: 'correct --function, or the region (AWS_REGION)' },
  };
  return await attempt(question, async options => {
    const found: MappingFacts[] = [];
    let Marker: string | undefined;
    for (let page = 0; page < MOST_PAGES && (page === 0 || Marker !== undefined); page++) {
      const command = new ListEventSourceMappingsCommand({
        EventSourceArn: queueArn,
        FunctionName: functionName,
        Marker,
      });
      const { EventSourceMappings, NextMarker } = await client.send(command, options);
      found.push(...listed(EventSourceMappings).map(mappingFacts));
      Marker = NextMarker;
    }
    return found;
  });
}

/** An emulator without Lambda may answer with something else. */
function listed(
  mappings: readonly EventSourceMappingConfiguration[] | undefined,
): readonly EventSourceMappingConfiguration[] {
  if (!Array.isArray(mappings)) {
    throw new TypeError('the answer has no list EventSourceMappings');
  }
  return mappings;
}

function mappingFacts(mapping: EventSourceMappingConfiguration): MappingFacts {
  const { ProvisionedPollerConfig: pollers, ScalingConfig: scaling } = mapping;
  const byPollers = pollers === undefined ? undefined : (pollers.MaximumPollers ?? DEFAULT_POLLERS) * CALLS_OF_POLLER;
  return {
    id: mapping.UUID ?? '',
    functionName: nameOf(mapping.FunctionArn ?? ''),
    state: mapping.State ?? 'Unknown',
    batchSize: mapping.BatchSize ?? 10,
    windowSeconds: mapping.MaximumBatchingWindowInSeconds ?? 0,
    reportsFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    hasFilter: (mapping.FilterCriteria?.Filters?.length ?? 0) > 0,
    mostConcurrent: scaling?.MaximumConcurrency ?? byPollers,
  };
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<alias>]`; concurrency is that of the function, whatever its alias. */
function nameOf(arn: string): string {
  return arn.split(':')[6] ?? arn;
}

async function functionFacts(client: LambdaClient, name: string): Promise<Read<FunctionFacts>> {
  const question = {
    what: `the configuration of function ${name}`,
    action: 'lambda:GetFunctionConfiguration',
    absent: { names: ['ResourceNotFoundException'], remedy: 'correct --function, or the region (AWS_REGION)' },
  };
  const [configuration, reservedConcurrency] = await Promise.all([
    attempt(question, options => client.send(new GetFunctionConfigurationCommand({ FunctionName: name }), options)),
    reservedOf(client, name),
  ]);
  return 'unread' in configuration ? configuration : { facts: factsOf(name, configuration.facts, reservedConcurrency) };
}

function reservedOf(client: LambdaClient, name: string): Promise<Read<number | undefined>> {
  const question = { what: `the concurrency of function ${name}`, action: 'lambda:GetFunctionConcurrency' };
  return attempt(question, async options => {
    const command = new GetFunctionConcurrencyCommand({ FunctionName: name });
    return (await client.send(command, options)).ReservedConcurrentExecutions;
  });
}

function factsOf(
  name: string,
  configuration: FunctionConfiguration,
  reservedConcurrency: Read<number | undefined>,
): FunctionFacts {
  const variables = configuration.Environment?.Variables ?? {};
  const memory = variables['LOADER_MEMORY_MB'];
  return {
    name,
    runtime: configuration.Runtime,
    timeoutSeconds: configuration.Timeout ?? 3,
    memoryMib: configuration.MemorySize ?? 128,
    loaderMemoryMib: memory === undefined ? undefined : Number(memory),
    environment: fingerprints(variables),
    reservedConcurrency,
  };
}
