import { LoaderError } from '../../domain/errors.ts';
import type { StoredObject } from '../../domain/ports/store.ts';
import { rangesOf } from './bytes.ts';
import { corrupt, WRITE_AGAIN } from './fault.ts';
import { gunzipped, isGzip } from './gunzip.ts';
import type { CsvLimits } from './limits.ts';
import { textsOf } from './text.ts';

/** How to begin at the first character, as often as needed; the first bytes are read once. */
export async function textsFrom(object: StoredObject, limits: CsvLimits): Promise<() => AsyncGenerator<string>> {
  if (object.sizeBytes === 0) {
    throw empty();
  }
  const head = await object.read(0, Math.min(limits.headBytes, object.sizeBytes));
  const isCompressed = isGzip(head);
  if (object.key.endsWith('.gz') && !isCompressed) {
    throw corrupt({ reason: 'is no gzip, although its name ends with .gz', remedy: WRITE_AGAIN });
  }
  return () => {
    const ranges = rangesOf(object, head, limits.rangeBytes);
    return textsOf(isCompressed ? gunzipped(ranges, limits) : ranges);
  };
}

/** DMS writes no empty files; what looks like one was cut off. */
export function empty(): LoaderError {
  return new LoaderError('OBJECT_EMPTY', { reason: 'is empty', remedy: WRITE_AGAIN });
}
