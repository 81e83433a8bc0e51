import { type AnnouncedObject, eventBody } from './event-body.ts';
import { valueAt } from './json.ts';

/** What a message of the loader's own says beside the S3 event of its object: `dmsLoader: { objectLoadId, slice, restarts }`. */
export interface FollowUp {
  /** In the ledger. */
  readonly objectLoadId: bigint;
  /** Number of the slice that is to be gone on with. */
  readonly slice: number;
  /** How often the load had been started over: of one that was so since, all slices need messages of their own again. */
  readonly restarts: number;
}

/** Greater is no id of the ledger's: a bigint of PostgreSQL. */
const ID = /^[1-9]\d{0,17}$/u;

/** Of a record that somebody may have forged: what is not as the loader writes it is no follow-up, and harms nothing. */
export function readFollowUp(record: unknown): FollowUp | undefined {
  const id = valueAt(record, 'dmsLoader', 'objectLoadId');
  const slice = countAt(record, 'slice');
  const restarts = countAt(record, 'restarts');
  const isRight = typeof id === 'string' && ID.test(id) && slice !== undefined && restarts !== undefined;
  return isRight ? { objectLoadId: BigInt(id), slice, restarts } : undefined;
}

function countAt(record: unknown, name: string): number | undefined {
  const count = valueAt(record, 'dmsLoader', name);
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** The body of a message for a slice: the S3 event of its object, and what of it is meant. */
export function followUpBody(object: AnnouncedObject, { objectLoadId, slice, restarts }: FollowUp): string {
  return eventBody(object, { dmsLoader: { objectLoadId: String(objectLoadId), slice, restarts } });
}
