/** Whether all consumers find a connection: each works over one of its own. */
import type { Area } from './area.ts';
import type { ConnectionFacts } from './database-facts.ts';
import type { ConsumerFacts, FunctionFacts } from './facts.ts';
import { type Told, tell } from './finding.ts';

export interface ConnectionCase {
  readonly connections: ConnectionFacts;
  readonly consumers: ConsumerFacts;
  /** Lanes of one worker: LOADER_WORKER_CONCURRENCY. */
  readonly workerConcurrency: number;
}

/** Lambda's own bound for the mapping of a queue (Lambda Developer Guide, "Configuring scaling behavior for SQS"). */
const UNBOUNDED = 1000;

export const CONNECTIONS: Area<ConnectionCase> = {
  name: 'connections',
  needs: ['DATABASE_URL', 'lambda:ListEventSourceMappings', 'lambda:GetFunctionConcurrency'],
  checks: [{ name: 'room', asks: 'max_connections, less the reserved, for all consumers at once', judge: room }],
};

function room({ connections, consumers, workerConcurrency }: ConnectionCase): readonly Told[] {
  const wanted = mostInvocations(consumers);
  const whose = wanted > 0 ? `${wanted} invocations of the function` : `a worker’s ${workerConcurrency} lanes`;
  const asked = wanted > 0 ? wanted : workerConcurrency;
  const there = Math.min(connections.most - connections.reserved, connections.limit ?? Number.POSITIVE_INFINITY);
  const free = there - connections.othersOpen;
  const remedy =
    wanted > 0
      ? `set MaximumConcurrency of the mapping to ${Math.max(2, Math.floor(free / 2))}, or raise max_connections`
      : 'lower LOADER_WORKER_CONCURRENCY, or raise max_connections';
  if (asked > there) {
    return [tell.problem(`${whose} want ${asked} connections, and the server has ${there} for them`, remedy)];
  }
  return asked > free
    ? [
        tell.warning(
          `${whose} want ${asked} of ${there} connections, of which others hold ${connections.othersOpen}`,
          remedy,
        ),
      ]
    : [tell.fine(`${whose} want ${asked} of ${there} connections; others hold ${connections.othersOpen}`)];
}

/** Of all functions together; reserved concurrency bounds those of one. */
function mostInvocations({ mappings, functions }: ConsumerFacts): number {
  const reserved = new Map(functions.flatMap(read => ('facts' in read ? [reservedOf(read.facts)] : [])));
  const byFunction = Map.groupBy('facts' in mappings ? mappings.facts : [], ({ functionName }) => functionName);
  return [...byFunction]
    .map(([name, own]) => {
      const sum = own.reduce((total, { mostConcurrent = UNBOUNDED }) => total + mostConcurrent, 0);
      return Math.min(sum, reserved.get(name) ?? Number.POSITIVE_INFINITY);
    })
    .reduce((total, most) => total + most, 0);
}

function reservedOf({ name, reservedConcurrency: read }: FunctionFacts): readonly [string, number | undefined] {
  return [name, 'facts' in read ? read.facts : undefined];
}
