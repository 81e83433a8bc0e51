import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as types from '../../../domain/columns/index.ts';
import type { ColumnType } from '../../../domain/columns/type.ts';
import { convert } from '../columns/convert.ts';

const guide = readFileSync(new URL('../../../docs/add-a-table.md', import.meta.url), 'utf8');

/** The type that the guide writes: its text is code of this repository. */
function declared(written: string): ColumnType {
  const make = new Function(...Object.keys(types), `return ${written};`) as (...values: unknown[]) => ColumnType;
  return make(...Object.values(types));
}

/** Lines of tables whose first cell is code, by cells. Two tables have them: values of rows in section 2, types in section 4. */
const [values = [], rows = []] = guide.split('\n## 4. ').map(part =>
  part
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.slice(2, -1).split(/ \| ?/u)),
);

function spans(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/gu)].map(([, span]) => span ?? '');
}

describe('the guide to adding a table', () => {
  it.each(values)('is right about the value of %s for %s: %s', (...[type = '', written = '', value = '']) => {
    const expected = new Function(`return ${value.slice(1, -1)};`) as () => unknown;
    expect(convert(declared(type.slice(1, -1)), 'text', written.slice(1, -1))).toEqual(expected());
  });

  it('has the tables of values and of types', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(values.length).toBeGreaterThan(12);
  });

  it.each(rows)('is right about the text that %s takes and refuses', (...[type = '', , takes = '', refuses = '']) => {
    const column = declared(type.slice(1, -1));
    for (const written of spans(takes)) {
      expect(`${written} ${String(convert(column, 'text', written))}`).not.toMatch(/; /u);
    }
    for (const written of spans(refuses)) {
      expect(`${written} ${String(convert(column, 'text', written))}`).toMatch(/ is .*; |has .*; /u);
    }
  });
});
