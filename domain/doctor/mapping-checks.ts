/** What carries the queue's messages to a function: the event source mappings. */
import { BATCH_SIZE } from '../limits.ts';
import type { Area } from './area.ts';
import type { MappingFacts } from './facts.ts';
import { type Told, tell } from './finding.ts';

export interface MappingCase {
  readonly mappings: readonly MappingFacts[];
  /** What the operator named with --function. */
  readonly functionName: string | undefined;
}

export const MAPPINGS: Area<MappingCase> = {
  name: 'mapping',
  needs: ['lambda:ListEventSourceMappings'],
  checks: [
    { name: 'enabled', asks: 'an event source mapping that carries messages', judge: enabled },
    { name: 'partial-batch', asks: 'ReportBatchItemFailures', judge: each(partialBatch) },
    { name: 'batch-size', asks: `no more than ${BATCH_SIZE} messages in a batch`, judge: each(batchSize) },
    { name: 'filter', asks: 'no filter, by which messages are deleted unseen', judge: each(filter) },
    { name: 'concurrency', asks: 'a MaximumConcurrency', judge: each(concurrency) },
  ],
};

function each(judge: (mapping: MappingFacts) => Told): (facts: MappingCase) => readonly Told[] {
  return ({ mappings }) => mappings.map(judge);
}

function update({ id }: MappingFacts, option: string): string {
  return `aws lambda update-event-source-mapping --uuid ${id} ${option}`;
}

/** Of each mapping, as long as one of them is on; a queue without any is a worker's. */
function enabled({ mappings, functionName }: MappingCase): readonly Told[] {
  if (mappings.length > 0) {
    return mappings.map(mapping =>
      mapping.state === 'Enabled'
        ? tell.fine(`function ${mapping.functionName} is called with its messages`)
        : tell.problem(
            `the mapping of function ${mapping.functionName} is ${mapping.state}: no message reaches it`,
            update(mapping, '--enabled'),
          ),
    );
  }
  return functionName === undefined
    ? [tell.fine('no function consumes the queue; let `dms-loader worker` do it')]
    : [
        tell.problem(
          `function ${functionName} has no event source mapping from the queue: nothing calls it`,
          `aws lambda create-event-source-mapping --function-name ${functionName} --event-source-arn <ARN of the queue> --batch-size ${BATCH_SIZE} --function-response-types ReportBatchItemFailures`,
        ),
      ];
}

function partialBatch(mapping: MappingFacts): Told {
  return mapping.reportsFailures
    ? tell.fine('failed messages of a batch go back by themselves')
    : tell.problem(
        'ReportBatchItemFailures is off: what the function says of failed messages is not heard, and they are deleted',
        update(mapping, '--function-response-types ReportBatchItemFailures'),
      );
}

function batchSize(mapping: MappingFacts): Told {
  return mapping.batchSize <= BATCH_SIZE
    ? tell.fine(`batches of ${mapping.batchSize}`)
    : tell.warning(
        `batches of ${mapping.batchSize} share the time of one invocation; it is reckoned with ${BATCH_SIZE}, and the last ones may come back unloaded`,
        update(mapping, `--batch-size ${BATCH_SIZE}`),
      );
}

/** Lambda Developer Guide, "Event filtering": messages that do not match are deleted from the queue. */
function filter(mapping: MappingFacts): Told {
  return mapping.hasFilter
    ? tell.problem(
        'it has a filter: Lambda deletes messages that do not match it, and nothing is written down of them',
        update(mapping, `--filter-criteria '{}'`),
      )
    : tell.fine('it has no filter');
}

function concurrency(mapping: MappingFacts): Told {
  return mapping.mostConcurrent === undefined
    ? tell.warning(
        'no MaximumConcurrency: Lambda goes up to 1,000 invocations, each with a connection to the database',
        update(mapping, '--scaling-config MaximumConcurrency=10'),
      )
    : tell.fine(`${mapping.mostConcurrent} invocations at a time at most`);
}
