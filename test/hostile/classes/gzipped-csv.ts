/** CSV files in gzip. */
import { gzipSync } from 'node:zlib';
import { type HostileClass, read, refused } from '../hostile-class.ts';

const MEBIBYTE = 1024 * 1024;
const corrupt = (...says: readonly string[]) => refused('CSV_CORRUPT', ...says);

const HEAD = gzipSync('A,B\n');
/** A header, and so many members of gzip that are all alike. */
function members(content: string | Uint8Array, times: number): Buffer {
  const member = gzipSync(content);
  return Buffer.concat([HEAD, Buffer.alloc(member.length * times, member)]);
}

/** 300,000 rows that gzip makes no hundredth of. */
const TABLE = (): Buffer =>
  Buffer.from(`A,B\n${Array.from({ length: 300_000 }, (_, at) => `${at},${(at * 7919) % 100_003}`).join('\n')}\n`);

export const GZIPPED_CSV: readonly HostileClass[] = [
  {
    name: 'a bomb of 2 GiB of zeros',
    ends: refused('CSV_TOO_LARGE', 'longer than', 'row 1'),
    bytes: () => members(new Uint8Array(MEBIBYTE), 2048),
  },
  {
    name: 'a bomb of 2 GiB of line breaks',
    ends: corrupt('has 1 fields', 'row 1'),
    bytes: () => members(Buffer.alloc(MEBIBYTE, '\n'), 2048),
  },
  {
    name: 'a bomb of 2 GiB in a quote',
    ends: refused('CSV_TOO_LARGE', 'longer than', 'row 1'),
    bytes: () => Buffer.concat([gzipSync('A,B\n"'), members(Buffer.alloc(MEBIBYTE, '1,2\n'), 2048)]),
  },
  { name: 'nothing in gzip', ends: refused('OBJECT_EMPTY', 'is empty'), bytes: () => gzipSync('') },
  { name: 'text named gzip', ends: corrupt('is no gzip'), bytes: () => Buffer.from('A,B\n1,2\n') },
  {
    name: 'a member that was cut',
    ends: corrupt('ends too early'),
    bytes: () => gzipSync(TABLE()).subarray(0, -50_000),
  },
  {
    name: 'a member without its checksum',
    ends: corrupt('ends too early'),
    bytes: () => gzipSync(TABLE()).subarray(0, -8),
  },
  { name: 'a member with the checksum of another', ends: corrupt('is gzip and damaged'), bytes: otherChecksum },
  {
    name: 'a hole of zeros in a member',
    ends: corrupt('is gzip and damaged'),
    bytes: () => gzipSync(TABLE()).fill(0, 100_000, 300_000),
  },
  {
    name: 'two tables, one after the other',
    ends: read(3),
    bytes: () => Buffer.concat([gzipSync('A,B\n1,2\n'), gzipSync('3,4\n5,6\n')]),
  },
  { name: 'half a million members of nothing', ends: read(0), bytes: () => members('', 500_000) },
  {
    name: 'rubbish behind a member',
    ends: corrupt('is gzip and damaged'),
    bytes: () => Buffer.concat([gzipSync('A,B\n1,2\n'), Buffer.from('rubbish')]),
  },
  {
    name: 'a file name of 30 MB in its header',
    ends: corrupt('ends too early'),
    bytes: () => Buffer.concat([Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3), Buffer.alloc(30_000_000, 'x')]),
  },
  {
    name: 'a method of compression that nobody has',
    ends: corrupt('is gzip and damaged'),
    bytes: () => Buffer.concat([Uint8Array.of(0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3), Buffer.alloc(100)]),
  },
  { name: 'gzip in gzip', ends: refused('ROW_BAD', 'not UTF-8'), bytes: () => gzipSync(gzipSync('A,B\n1,2\n')) },
  {
    name: 'a million rows of which the last has a field too many',
    ends: corrupt('has 3 fields', 'row 1000001'),
    bytes: () => Buffer.concat([members('1,2\n'.repeat(1000), 1000), gzipSync('1,2,3\n')]),
  },
];

function otherChecksum(): Buffer {
  const bytes = gzipSync(TABLE());
  bytes.writeUInt32LE((bytes.readUInt32LE(bytes.length - 8) + 1) % 2 ** 32, bytes.length - 8);
  return bytes;
}
