/** Files that lost a part, got one too many, or are something else. */
import { gzipSync } from 'node:zlib';
import { sampleBytes } from '../../golden/samples.ts';
import { fileOf } from '../build.ts';
import { corrupt, type HostileClass, refused } from '../hostile-class.ts';

const whole = (): Buffer => sampleBytes('rows_25k');

export const CUTS: readonly HostileClass[] = [
  { name: 'no byte', ends: refused('OBJECT_EMPTY', 'is empty'), bytes: () => new Uint8Array(0) },
  {
    name: 'one byte',
    ends: refused('PARQUET_NOT_PARQUET', 'is not a Parquet file'),
    bytes: () => Buffer.from('x'),
  },
  { name: 'the first magic only', ends: corrupt('cut short'), bytes: () => Buffer.from('PAR1') },
  { name: 'both magics and nothing between', ends: corrupt('cut short'), bytes: () => Buffer.from('PAR1PAR1') },
  {
    name: 'a hole where the middle of its pages was',
    ends: corrupt('outside of the file'),
    bytes: () => Buffer.concat([whole().subarray(0, 10_000), whole().subarray(-20_000)]),
  },
  {
    name: 'its first 1,000 bytes lost',
    ends: corrupt('column '),
    bytes: () => whole().subarray(1000),
  },
  {
    name: '1,000 bytes of another file before it',
    ends: corrupt('column ', 'row group 1'),
    bytes: () => Buffer.concat([sampleBytes('wide_types').subarray(0, 1000), whole()]),
  },
  {
    name: 'zeros that a download left',
    ends: refused('PARQUET_NOT_PARQUET', 'is not a Parquet file'),
    bytes: () => new Uint8Array(1_000_000),
  },
  {
    name: 'zeros instead of its pages',
    ends: corrupt('column ', 'row group 1'),
    bytes: () => Buffer.from(whole()).fill(0, 4, whole().length - 20_000),
  },
  {
    name: 'gzip around all of it',
    ends: refused('PARQUET_NOT_PARQUET', 'gzip'),
    bytes: () => gzipSync(fileOf()),
  },
  {
    name: 'an error of S3 in its place',
    ends: refused('PARQUET_NOT_PARQUET', 'XML'),
    bytes: () => Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
  },
  {
    name: 'line ends translated, as FTP does',
    ends: corrupt(),
    bytes: () => Buffer.from(whole().toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  },
  {
    name: 'its bytes taken for text and written as UTF-8',
    ends: corrupt(),
    bytes: () => Buffer.from(whole().toString('latin1'), 'utf8'),
  },
];
