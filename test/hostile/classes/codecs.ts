/** Compressed pages: bombs, overruns and rubbish. */
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { CODEC, ENCODING, PHYSICAL, pageV1, plainInts } from '../../factories/parquet.ts';
import { fileOf } from '../build.ts';
import { corrupt, type HostileClass, read, tooLarge } from '../hostile-class.ts';

const IN_PAGE = ['column C', 'row group 1'];
const MEBIBYTE = 1024 * 1024;
const GZIPPED = gzipSync(plainInts(1, 2), { level: 0 });
const MEBIBYTES_OF_ZEROS = 256;

/** Two numbers, which the header says take so many bytes, packed so. */
function packed(codec: number, body: Uint8Array, unpacked = 8): Buffer {
  return fileOf({ codec, pages: [pageV1({ rows: 2, body, unpacked })] });
}

const snappy = (...bytes: readonly number[]): Buffer => packed(CODEC.SNAPPY, Uint8Array.from(bytes));
const zeros = (): Buffer => Buffer.alloc(MEBIBYTES_OF_ZEROS * MEBIBYTE);

/** 2,000,000 values of 64 bytes, as the page says: nothing lies, it is only large. */
function honest(codec: number, pack: (bytes: Buffer) => Uint8Array): Buffer {
  const bytes = Buffer.alloc(128_000_000);
  const pages = [pageV1({ rows: 2_000_000, body: pack(bytes), unpacked: bytes.length, encoding: ENCODING.PLAIN })];
  return fileOf({ rows: 2_000_000, physical: PHYSICAL.FIXED, schema: { 2: { i32: 64 } }, codec, pages });
}

/** A zstd frame of two numbers in one raw block, that asks for a window of 2 to the power of `log` bytes (RFC 8878, 3.1.1.1.2). */
function zstdWindow(log: number): Buffer {
  return Buffer.concat([Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, (log - 10) << 3, 0x41, 0, 0), plainInts(1, 2)]);
}

function brotli(bytes: Uint8Array): Buffer {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}

function flipped(): Buffer {
  const bytes = Buffer.from(GZIPPED);
  bytes.writeUInt8(7, bytes.length - 12);
  return bytes;
}

export const CODECS: readonly HostileClass[] = [
  {
    name: 'gzip that becomes 1 GiB where 8 bytes are said',
    ends: corrupt(...IN_PAGE),
    bytes: () => packed(CODEC.GZIP, Buffer.alloc(1040 * 1024, gzipSync(Buffer.alloc(MEBIBYTE)))),
  },
  {
    name: 'zstd that becomes 256 MiB where 8 bytes are said',
    ends: corrupt(...IN_PAGE),
    bytes: () => packed(CODEC.ZSTD, zstdCompressSync(zeros())),
  },
  {
    name: 'brotli that becomes 256 MiB where 8 bytes are said',
    ends: corrupt(...IN_PAGE),
    bytes: () => packed(CODEC.BROTLI, brotli(zeros())),
  },
  {
    name: 'gzip that becomes 128 MB, as it says',
    ends: tooLarge('128000000 bytes', ...IN_PAGE),
    bytes: () => honest(CODEC.GZIP, bytes => gzipSync(bytes)),
  },
  {
    name: 'zstd that becomes 128 MB, as it says',
    ends: tooLarge('128000000 bytes', ...IN_PAGE),
    bytes: () => honest(CODEC.ZSTD, bytes => zstdCompressSync(bytes)),
  },
  {
    name: 'gzip that becomes less than is said',
    ends: corrupt(...IN_PAGE),
    bytes: () => packed(CODEC.GZIP, GZIPPED, 9),
  },
  { name: 'gzip with a bit flipped', ends: corrupt(...IN_PAGE), bytes: () => packed(CODEC.GZIP, flipped()) },
  { name: 'gzip cut short', ends: corrupt(...IN_PAGE), bytes: () => packed(CODEC.GZIP, GZIPPED.subarray(0, -9)) },
  {
    name: 'gzip without its checksum',
    ends: corrupt(...IN_PAGE),
    bytes: () => packed(CODEC.GZIP, GZIPPED.subarray(0, -8)),
  },
  {
    name: 'gzip with rubbish behind it',
    ends: corrupt(...IN_PAGE),
    bytes: () => packed(CODEC.GZIP, Buffer.concat([GZIPPED, Buffer.from('rubbish')])),
  },
  {
    name: 'zlib in the place of gzip',
    ends: corrupt(...IN_PAGE),
    bytes: () => packed(CODEC.GZIP, deflateSync(plainInts(1, 2))),
  },
  {
    name: 'rows that take no byte',
    ends: corrupt('0 bytes for 2 values', ...IN_PAGE),
    bytes: () => packed(CODEC.GZIP, GZIPPED, 0),
  },
  { name: 'zstd with a window of 128 MiB for 8 bytes', ends: read(2), bytes: () => packed(CODEC.ZSTD, zstdWindow(27)) },
  { name: 'zstd with a window of 2 GiB', ends: corrupt(...IN_PAGE), bytes: () => packed(CODEC.ZSTD, zstdWindow(31)) },
  {
    name: 'zstd cut short',
    ends: corrupt(...IN_PAGE),
    bytes: () => packed(CODEC.ZSTD, zstdWindow(20).subarray(0, -1)),
  },
  {
    name: 'snappy of another length than the page',
    ends: corrupt('another length', ...IN_PAGE),
    bytes: () => snappy(9, 0x1c, 1, 0, 0, 0, 2, 0, 0, 0),
  },
  {
    name: 'snappy that says it becomes 2^35 bytes',
    ends: corrupt('another length', ...IN_PAGE),
    bytes: () => snappy(255, 255, 255, 255, 127),
  },
  {
    name: 'snappy whose length does not end',
    ends: corrupt('another length', ...IN_PAGE),
    bytes: () => snappy(255, 255, 255, 255, 255, 255),
  },
  {
    name: 'snappy with a literal past its end',
    ends: corrupt('literal past its end', ...IN_PAGE),
    bytes: () => snappy(8, 0x1c, 1),
  },
  {
    name: 'snappy with a literal of 4 GiB',
    ends: corrupt('literal past its end', ...IN_PAGE),
    bytes: () => snappy(8, 0xfc, 255, 255, 255, 255, 1),
  },
  {
    name: 'snappy that copies from before its start',
    ends: corrupt('copies from outside', ...IN_PAGE),
    bytes: () => snappy(8, 0, 1, 0x0e, 9, 0),
  },
  {
    name: 'snappy that copies from where it writes',
    ends: corrupt('copies from outside', ...IN_PAGE),
    bytes: () => snappy(8, 0, 1, 0x0e, 0, 0),
  },
  { name: 'snappy that ends early', ends: corrupt('ends early', ...IN_PAGE), bytes: () => snappy(8, 0, 1) },
  {
    name: 'snappy with rubbish behind it',
    ends: corrupt(...IN_PAGE),
    bytes: () => snappy(8, 0x1c, 1, 0, 0, 0, 2, 0, 0, 0, 0, 1),
  },
  {
    name: "snappy in Hadoop's frames",
    ends: corrupt(...IN_PAGE),
    bytes: () => snappy(0, 0, 0, 8, 0, 0, 0, 10, 8, 0x1c, 1, 0, 0, 0, 2, 0, 0, 0),
  },
];
