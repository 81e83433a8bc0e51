/** What a mapping is written with: `import { defineTable, from } from '../table/index.ts'`. */
export { derived, from } from './column-source.ts';
export { defineTable } from './define-table.ts';
export { defineSource } from './source.ts';
