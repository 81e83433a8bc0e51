import { LoaderError } from './errors.ts';

/** What V8 says of an ArrayBuffer, and zlib of its own state, when the process has no memory left. */
const ALLOCATION_FAILED = /allocation failed/iu;
const ZLIB_OUT_OF_MEMORY = 'Z_MEM_ERROR';

/** The error of a process that ran out of memory, undefined for any other: it says nothing about the bytes of a file. */
export function outOfMemory(error: unknown): LoaderError | undefined {
  if (!(error instanceof Error)) {
    return;
  }
  const { code } = error as NodeJS.ErrnoException;
  const isShort = error instanceof RangeError && ALLOCATION_FAILED.test(error.message);
  if (!isShort && code !== ZLIB_OUT_OF_MEMORY) {
    return;
  }
  return new LoaderError('UNEXPECTED', {
    reason: `could not be read for want of memory (${error.message})`,
    remedy: 'it is tried again; give the function more memory if it stays',
    cause: error,
  });
}
