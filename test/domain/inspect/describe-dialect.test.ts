import { describe, expect, it } from 'vitest';
import { describeDialect } from '../../../domain/inspect/describe-dialect.ts';
import { SOURCES } from '../columns/convert.ts';
import { column, file } from './sampled.ts';

const ID = column('ID', [1, 2], SOURCES.int32);
const OP = column('Op', ['I', 'I']);
const CDC = 's/t/20260131-120000000.parquet';

describe('how DMS wrote a file', () => {
  it('fact 4: shows a full load without Op, by its name', () => {
    expect(describeDialect(file([ID]))).toMatchObject({ kind: 'load', kindBy: 'name', op: undefined, notes: [] });
  });

  it('fact 5: shows how often each Op stands in changes, and what is none', () => {
    const dialect = describeDialect(file([column('Op', ['U', 'x']), ID], CDC));
    expect(dialect.op).toEqual({ name: 'Op', inserts: 0, updates: 1, deletes: 0, unknown: 1 });
    expect(dialect.notes).toEqual(['An Op other than I, U and D cannot be loaded.']);
  });

  it('shows inserts only', () => {
    const dialect = describeDialect(file([OP, ID], CDC));
    expect(dialect.isInsertsOnly).toBe(true);
    expect(dialect.notes).toEqual(['Only inserts: if CdcInsertsOnly is set, updates and deletes never arrive.']);
  });

  it('fact 4: names the setting that changes without Op need', () => {
    expect(describeDialect(file([ID], CDC)).notes[0]).toContain('set IncludeOpForFullLoad=true');
  });

  it('is told by the columns where the name tells nothing', () => {
    const unnamed = 's/t/data.parquet';
    expect(describeDialect(file([ID], unnamed))).toMatchObject({ kind: 'load', kindBy: 'columns' });
    expect(describeDialect(file([column('op', ['I', 'D']), ID], unnamed))).toMatchObject({ kind: 'cdc' });
    expect(describeDialect(file([OP, ID], unnamed)).notes[0]).toContain('a full load with IncludeOpForFullLoad, or');
  });

  it('shows the timestamp column by place and form, and its precision', () => {
    const seconds = column('TS', ['2022-07-26 06:46:18.000000', '2022-07-26 06:46:19.000000']);
    const micros = column('TS', ['2022-07-26 06:46:18.616807', null]);
    expect(describeDialect(file([OP, seconds, ID])).timestampColumn).toEqual({ name: 'TS', precision: 'seconds' });
    expect(describeDialect(file([micros, ID])).timestampColumn).toEqual({ name: 'TS', precision: 'microseconds' });
    expect(describeDialect(file([ID, micros])).timestampColumn).toBeUndefined();
    expect(describeDialect(file([column('TS', ['2022-07-26', null]), ID])).timestampColumn).toBeUndefined();
  });

  it('fact 21: shows the units of timestamps, and that claims of UTC are not heeded', () => {
    const dialect = describeDialect(
      file([ID, column('A', [1n, 2n], SOURCES.tsMs), column('B', [1n, 2n], SOURCES.tsNs)]),
    );
    expect(dialect.timestamps).toEqual([
      { unit: 'milliseconds', utc: false, columns: 1 },
      { unit: 'nanoseconds', utc: true, columns: 1 },
    ]);
    expect(dialect.notes).toEqual([
      'What the file claims about UTC is not heeded: DMS claims it of local times as well.',
    ]);
  });

  it('fact 16: shows before images of columns that are there, and header columns, wherever they stand', () => {
    const columns = [ID, column('BI_ID', [null, null], SOURCES.int32), column('BI_SCORE', [1, 2], SOURCES.int32)];
    const dialect = describeDialect(file([...columns, column('AR_H_CHANGE_SEQ', ['', '']), OP], CDC));
    expect(dialect.beforeImages).toEqual(['BI_ID']);
    expect(dialect.headers).toEqual(['AR_H_CHANGE_SEQ']);
  });
});
