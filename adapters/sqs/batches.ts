/** SQS takes messages by ten, and may refuse some of a batch. */

/** Entries of one call (SQS API reference, SendMessageBatch). */
const BATCH = 10;
/** Characters of the bodies and attributes of one call: SQS takes 1 MiB together, 256 KiB before August 2025, and UTF-8 four bytes a character. */
const BATCH_CHARACTERS = 64 * 1024;
const TRIES = 3;

/** Batches of ten at most; where entries have bodies, of so much text that SQS takes it. */
export function inBatches<Entry extends object>(
  entries: readonly Entry[],
  attributesOf: (entry: Entry) => object = () => ({}),
): readonly (readonly Entry[])[] {
  const batches: Entry[][] = [];
  let characters = 0;
  for (const entry of entries) {
    const body = 'body' in entry && typeof entry.body === 'string' ? entry.body : '';
    const length = body.length + JSON.stringify(attributesOf(entry)).length;
    const last = batches.at(-1);
    if (last === undefined || last.length === BATCH || characters + length > BATCH_CHARACTERS) {
      batches.push([entry]);
      characters = length;
    } else {
      last.push(entry);
      characters += length;
    }
  }
  return batches;
}

/** What SQS says of a batch: entries that it refused, by the `Id` that they were given. */
interface Answer {
  readonly Failed?: readonly { readonly Id?: string | undefined }[] | undefined;
}

/** Asks for a batch, again for what was refused of it; `Id` is the place in what `ask` was given. Gives what stays refused. */
export async function refusedOf<Entry>(
  batch: readonly Entry[],
  ask: (entries: readonly Entry[]) => Promise<Answer>,
): Promise<readonly Entry[]> {
  let left = batch;
  for (let tries = 0; tries < TRIES && left.length > 0; tries++) {
    const asked = left;
    const { Failed = [] } = await ask(asked);
    left = Failed.flatMap(({ Id }) => asked[Number(Id)] ?? []);
  }
  return left;
}
