import { describe, expect, it } from 'vitest';
import { defineSource } from '../../../domain/table/index.ts';
import { DEFAULT_SOURCE } from '../../../domain/table/source.ts';
import { thrownBy } from '../../factories/thrown.ts';

describe('defineSource', () => {
  it('fills in what is left out', () => {
    expect(defineSource({ name: 'erp', bucket: 'acme-dms' })).toEqual({
      ...DEFAULT_SOURCE,
      name: 'erp',
      bucket: 'acme-dms',
    });
  });

  it('keeps what is declared', () => {
    const source = {
      name: 'erp',
      bucket: 'acme.dms-1',
      prefix: 'erp/prod/',
      timeZone: 'Asia/Seoul',
      loadTime: 'last-modified',
      ignore: ['ERP.TMP_*', 'ERP.AUDIT', 'LOG.*'],
      expectedBucketOwner: '123456789012',
    } as const;
    expect(defineSource(source)).toEqual(source);
  });

  it.each([
    [{ name: '' }, "it has no name; write name: 'erp'."],
    [{ bucket: 's3://acme' }, 'is no name of a bucket; write it without s3://'],
    [{ bucket: 'Acme' }, 'is no name of a bucket'],
    [{ prefix: '/erp/' }, 'begins with a slash, which keys do not; leave the slash out'],
    [{ timeZone: 'Asia/Soul' }, "is unknown; write an IANA name such as 'Asia/Seoul'"],
    [{ loadTime: 'timestamp-column' }, "loadTime 'timestamp-column' is not supported yet; leave it out"],
    [{ loadTime: 'now' }, 'loadTime "now" is unknown; leave it out, or write \'last-modified\''],
    [{ ignore: ['TMP'] }, 'ignore "TMP" is no table; write \'SCHEMA.TABLE\''],
    [{ ignore: ['S.*_TMP'] }, "write 'SCHEMA.TABLE'"],
    [{ expectedBucketOwner: '1234' }, 'is no account; write its 12 digits'],
    [{ timezone: 'UTC' }, '"timezone" is no property; did you mean "timeZone"?'],
    [{ csv: {} }, '"csv" is no property'],
  ])('refuses %j with its remedy', (change, sentence) => {
    const error = thrownBy(() => defineSource({ name: 'erp', ...change } as never));
    expect(error.code).toBe('MAPPING_INVALID');
    expect(error.message).toContain(sentence);
  });
});
