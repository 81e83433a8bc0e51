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

  it('takes what is undefined for left out', () => {
    const unsaid = Object.fromEntries(Object.keys(DEFAULT_SOURCE).map(name => [name, undefined]));
    const csv = Object.fromEntries(Object.keys(DEFAULT_SOURCE.csv).map(name => [name, undefined]));
    expect(defineSource({ ...unsaid, csv, name: 'default' })).toEqual(DEFAULT_SOURCE);
    const timed = { name: 'erp', timestampColumn: 'TS', csv: { timestampColumn: undefined } };
    expect(defineSource(timed as never).csv.timestampColumn).toBe('TS');
  });

  it('keeps what is declared', () => {
    const source = {
      name: 'erp',
      bucket: 'acme.dms-1',
      prefix: 'erp/prod/',
      timeZone: 'Asia/Seoul',
      loadTime: 'last-modified',
      timestampColumn: 'TS',
      ignore: ['ERP.TMP_*', 'ERP.AUDIT', 'LOG.*'],
      expectedBucketOwner: '123456789012',
      csv: {
        delimiter: '\t',
        rowDelimiter: '\r\n',
        quoting: 'none',
        nullText: '',
        noSupplementalLogText: '<absent>',
        header: true,
        opInFullLoad: true,
        timestampColumn: 'TS',
      },
    } as const;
    expect(defineSource(source)).toEqual(source);
  });

  it('takes what DMS writes by default for what is not said of CSV files', () => {
    expect(defineSource({ name: 'erp', csv: { header: true } }).csv).toEqual({
      delimiter: ',',
      rowDelimiter: '\n',
      quoting: 'rfc4180',
      nullText: 'NULL',
      noSupplementalLogText: undefined,
      header: true,
      opInFullLoad: false,
      timestampColumn: undefined,
    });
  });

  it.each([{ timestampColumn: 'DMS_TS' }, { csv: { timestampColumn: 'DMS_TS' } }])(
    'takes the timestamp column for files of both formats from %j',
    named => {
      const { timestampColumn, csv, loadTime } = defineSource({ name: 'erp', loadTime: 'timestamp-column', ...named });
      expect([timestampColumn, csv.timestampColumn, loadTime]).toEqual(['DMS_TS', 'DMS_TS', 'timestamp-column']);
    },
  );

  it.each([
    [{ name: '' }, "it has no name; write name: 'erp'."],
    [{ bucket: 's3://acme' }, 'is no name of a bucket; write it without s3://'],
    [{ bucket: 'Acme' }, 'is no name of a bucket'],
    [{ prefix: null }, 'prefix null is no text; write the start of the keys'],
    [{ ignore: 'S.T' }, "ignore is no list; write ['SCHEMA.TABLE']."],
    [{ ignore: [7] }, 'ignore 7 is no table'],
    [{ prefix: '/erp/' }, 'begins with a slash, which keys do not; leave the slash out'],
    [{ timeZone: 'Asia/Soul' }, "is unknown; write an IANA name such as 'Asia/Seoul'"],
    [
      { loadTime: 'timestamp-column' },
      "loadTime 'timestamp-column' needs timestampColumn; write what TimestampColumnName says.",
    ],
    [{ loadTime: 'now' }, 'loadTime "now" is unknown; leave it out, or write \'last-modified\''],
    [{ timestampColumn: '' }, 'timestampColumn is no name; write what TimestampColumnName says'],
    [{ timestampColumn: 'A', csv: { timestampColumn: 'B' } }, 'two names of one setting; leave the latter out'],
    [{ ignore: ['TMP'] }, 'ignore "TMP" is no table; write \'SCHEMA.TABLE\''],
    [{ ignore: ['S.*_TMP'] }, "write 'SCHEMA.TABLE'"],
    [{ expectedBucketOwner: '1234' }, 'is no account; write its 12 digits'],
    [{ timezone: 'UTC' }, '"timezone" is no property; did you mean "timeZone"?'],
    [{ cvs: {} }, '"cvs" is no property; did you mean "csv"?'],
    [{ csv: { nulText: '' } }, 'csv: "nulText" is no property; did you mean "nullText"?'],
    [
      { csv: { quoting: true } },
      "csv.quoting true is unknown; write 'rfc4180' (Rfc4180=true, DMS's default) or 'none'.",
    ],
    [{ csv: { header: 'yes' } }, 'csv.header "yes" is neither true nor false'],
    [{ csv: { opInFullLoad: 1 } }, 'csv.opInFullLoad 1 is neither true nor false'],
    [{ csv: { timestampColumn: '' } }, 'csv.timestampColumn is no name'],
    [{ csv: { delimiter: '' } }, "csv.delimiter is empty or no text; write ','"],
    [{ csv: { rowDelimiter: 10 } }, 'csv.rowDelimiter is empty or no text'],
    [{ csv: { delimiter: '"' } }, 'csv.delimiter holds a quote'],
    [{ csv: { delimiter: '\n' } }, 'csv.delimiter and csv.rowDelimiter hold each other'],
    [{ csv: { nullText: 'a,b' } }, 'csv.nullText holds a delimiter or a quote'],
    [{ csv: { nullText: null } }, 'csv.nullText is no text'],
    [{ csv: { noSupplementalLogText: '"' } }, 'csv.noSupplementalLogText holds a delimiter or a quote'],
    [{ csv: { noSupplementalLogText: '' } }, 'csv.noSupplementalLogText is empty'],
    [{ csv: { noSupplementalLogText: 'NULL' } }, 'csv.noSupplementalLogText is csv.nullText'],
  ])('refuses %j with its remedy', (change, sentence) => {
    const error = thrownBy(() => defineSource({ name: 'erp', ...change } as never));
    expect(error.code).toBe('MAPPING_INVALID');
    expect(error.message).toContain(sentence);
  });
});
