import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ErrorCode, LoaderError } from '../../domain/errors.ts';
import type { StoredObject } from '../../domain/ports/store.ts';

/** A file of this machine in the place of an object of S3. */
export interface LocalFile extends StoredObject {
  close(): Promise<void>;
}

/**
 * Opens a local file under the bucket and key that it stands for. Its ETag is the MD5 of its content, as S3 gives it to
 * an unencrypted single-part upload; its time of writing is the file's own.
 * @throws LoaderError OBJECT_MISSING, OBJECT_FORBIDDEN, COMMAND_INVALID (a folder) or STORE_UNAVAILABLE, naming the path
 */
export async function openLocalFile(
  path: string,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<LocalFile> {
  const handle = await named(path, open(path, 'r'));
  try {
    const { size: sizeBytes, mtimeMs } = await regularFile(handle, path);
    return {
      bucket,
      key,
      eTag: await named(path, md5Of(handle)),
      sizeBytes,
      lastModifiedMs: Math.trunc(mtimeMs),
      read: (start, end) => named(path, readRange(handle, { path, start, end })),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function regularFile(handle: FileHandle, path: string): Promise<Stats> {
  const stats = await named(path, handle.stat());
  if (!stats.isFile()) {
    throw notAFile(path);
  }
  return stats;
}

/** The same work, its errors named after the file. */
async function named<Result>(path: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw fileError(error, path);
  }
}

async function md5Of(handle: FileHandle): Promise<string> {
  const digest = createHash('md5');
  // Given a start, the stream leaves the handle's own position alone.
  for await (const piece of handle.createReadStream({ start: 0, autoClose: false })) {
    digest.update(piece as Buffer);
  }
  return digest.digest('hex');
}

async function readRange(
  handle: FileHandle,
  { path, start, end }: { path: string; start: number; end: number },
): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) {
      throw new LoaderError('OBJECT_CHANGED', {
        object: path,
        reason: `ends at byte ${start + filled}, and was longer when it was opened`,
        remedy: 'let whoever writes it finish, and load it again',
      });
    }
    filled += bytesRead;
  }
  return bytes;
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'OBJECT_MISSING',
  ENOTDIR: 'OBJECT_MISSING',
  EACCES: 'OBJECT_FORBIDDEN',
  EPERM: 'OBJECT_FORBIDDEN',
};

const SENTENCES: Readonly<Partial<Record<ErrorCode, readonly [reason: string, remedy: string]>>> = {
  OBJECT_MISSING: ['is not there', 'check the path; a relative one starts at the current folder'],
  OBJECT_FORBIDDEN: ['may not be read', 'give this user the right to read it'],
};

function fileError(error: unknown, path: string): LoaderError {
  if (error instanceof LoaderError) {
    return error;
  }
  const { code: system, message } = error as NodeJS.ErrnoException;
  if (system === 'EISDIR') {
    return notAFile(path);
  }
  const code = CODES[system ?? ''] ?? 'STORE_UNAVAILABLE';
  const [reason, remedy] = SENTENCES[code] ?? [`could not be read (${message})`, 'check the disk, and load it again'];
  return new LoaderError(code, { object: path, reason, remedy, cause: error });
}

function notAFile(path: string): LoaderError {
  return new LoaderError('COMMAND_INVALID', {
    object: path,
    reason: 'is a folder or a device, not a file',
    remedy: 'name the files in it',
  });
}
