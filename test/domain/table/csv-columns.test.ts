import { describe, expect, it } from 'vitest';
import { text } from '../../../domain/columns/index.ts';
import { csvFormat } from '../../../domain/table/csv-format.ts';
import { DEFAULT_CSV } from '../../../domain/table/csv-settings.ts';
import { defineTable, from } from '../../../domain/table/index.ts';
import { thrownBy } from '../../factories/thrown.ts';

const MAPPING = {
  source: 'HR.EMP',
  target: 'hr.emp',
  key: ['id'],
  columns: { id: from('ID', text()), name: from('name', text()) },
} as const;
const listed = defineTable({ ...MAPPING, csvColumns: ['ID', 'SPARE', 'NAME'] });

describe('csvColumns of a mapping', () => {
  it.each([
    [[], 'csvColumns is no list of names'],
    ['ID,NAME', 'csvColumns is no list of names'],
    [['ID', 1, 'NAME'], 'csvColumns is no list of names'],
    [['ID', '', 'NAME'], 'csvColumns holds an empty name'],
    [['ID', 'NAME', 'Id'], 'csvColumns names Id twice; leave one out'],
    [['ID', 'NAMES'], 'column name comes from name, which csvColumns does not name; did you mean NAMES?'],
    [['ID'], 'which csvColumns does not name; add it where it stands'],
  ])('%j are refused with their remedy', (csvColumns, sentence) => {
    const error = thrownBy(() => defineTable({ ...MAPPING, csvColumns } as never));
    expect(error.code).toBe('MAPPING_INVALID');
    expect(error.message).toContain(sentence);
  });

  it('are part of its meaning: a refused file deserves another look when they change', () => {
    const fingerprints = [[], ['ID', 'NAME'], ['NAME', 'ID']].map(
      names => defineTable(names.length === 0 ? MAPPING : { ...MAPPING, csvColumns: names }).fingerprint,
    );
    expect(new Set(fingerprints).size).toBe(3);
  });
});

describe('the columns of a CSV file without a header', () => {
  it.each([
    ['of a full load, by default', {}, 'load', ['ID', 'SPARE', 'NAME']],
    ['of changes, by default', {}, 'cdc', ['Op', 'ID', 'SPARE', 'NAME']],
    ['of a full load with Op', { opInFullLoad: true }, 'load', ['Op', 'ID', 'SPARE', 'NAME']],
    ['of a full load with a timestamp', { timestampColumn: 'TS' }, 'load', ['TS', 'ID', 'SPARE', 'NAME']],
    ['of changes with a timestamp', { timestampColumn: 'TS' }, 'cdc', ['Op', 'TS', 'ID', 'SPARE', 'NAME']],
  ] as const)('%s: Op, timestamp, table', (_case, settings, kind, columns) => {
    expect(csvFormat({ ...DEFAULT_CSV, ...settings }, listed, kind).columns).toEqual(columns);
  });

  it('are not known if the mapping does not list them', () => {
    expect(csvFormat(DEFAULT_CSV, defineTable(MAPPING), 'load').columns).toBeUndefined();
  });

  it('are not asked for where there is a header', () => {
    expect(csvFormat({ ...DEFAULT_CSV, header: true }, listed, 'cdc').columns).toBeUndefined();
  });
});
