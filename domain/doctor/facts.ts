/** What adapters read of AWS for the doctor. Nothing here is a secret: of a function's environment it has fingerprints. */
import type { Read } from './area.ts';

export interface QueueFacts {
  readonly url: string;
  readonly arn: string;
  readonly isFifo: boolean;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly largestMessageBytes: number;
  /** `none`, `sqs` (SSE-SQS), or the KMS key as the queue names it. */
  readonly encryption: 'none' | 'sqs' | { readonly key: string };
  readonly redrive: { readonly deadLetterArn: string; readonly maxReceiveCount: number } | undefined;
  /** JSON of the access policy. */
  readonly policy: string | undefined;
}

/** What carries messages of the queue to a function. */
export interface MappingFacts {
  readonly id: string;
  readonly functionName: string;
  /** `Enabled`, `Disabled`, `Creating`, ... */
  readonly state: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportsFailures: boolean;
  readonly hasFilter: boolean;
  /** Invocations at a time that it is bound to; undefined: only by the account. */
  readonly mostConcurrent: number | undefined;
}

export interface FunctionFacts {
  readonly name: string;
  readonly runtime: string | undefined;
  readonly timeoutSeconds: number;
  readonly memoryMib: number;
  /** LOADER_MEMORY_MB of its environment. */
  readonly loaderMemoryMib: number | undefined;
  /** Name of each variable, and the fingerprint of its value. */
  readonly environment: ReadonlyMap<string, string>;
  readonly reservedConcurrency: Read<number | undefined>;
}

/** Who consumes the queue besides workers, of which AWS knows nothing. */
export interface ConsumerFacts {
  readonly mappings: Read<readonly MappingFacts[]>;
  readonly functions: readonly Read<FunctionFacts>[];
}
