import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, type ZlibOptions } from 'node:zlib';
import { LoaderError } from '../../domain/errors.ts';
import { outOfMemory } from '../../domain/out-of-memory.ts';
import { corrupt, tooLarge, WRITE_AGAIN } from './fault.ts';
import type { CsvLimits } from './limits.ts';

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Decompresses piece by piece, one or several gzip members after another; no more than is asked for, so that a bomb costs
 * time, never memory, and that within a bound.
 */
export async function* gunzipped(
  pieces: AsyncIterable<Uint8Array>,
  { rangeBytes, gunzippedBytes }: CsvLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip(optionsOf(rangeBytes));
  // Its errors are those of the stream that is read below.
  pipeline(Readable.from(pieces), gunzip).catch(() => undefined);
  let total = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Uint8Array>) {
      total += piece.length;
      if (total > gunzippedBytes) {
        throw tooLarge({
          reason: `becomes more than ${gunzippedBytes} bytes when it is decompressed`,
          remedy: 'check who wrote it: DMS writes CSV files of 1 GiB at most',
        });
      }
      yield piece;
    }
  } catch (error) {
    throw error instanceof LoaderError ? error : (outOfMemory(error) ?? gzipError(error));
  }
}

/**
 * One piece in hand on either side: 16 KiB, as streams have it, are nothing to pieces of MiB, and would ask for more. zlib's
 * streams hand their options on to stream.Transform, which their types do not say.
 */
function optionsOf(rangeBytes: number): ZlibOptions & { readonly highWaterMark: number } {
  return { chunkSize: Math.max(rangeBytes, constants.Z_MIN_CHUNK), highWaterMark: 1 };
}

function gzipError(error: unknown): LoaderError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === 'Z_BUF_ERROR' ? 'is gzip that ends too early' : `is gzip and damaged (${message})`;
  return corrupt({ reason, remedy: WRITE_AGAIN, cause: error });
}
