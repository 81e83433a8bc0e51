/** What a mapping is written with: `import { defineTable, from } from '../table/index.ts'`. */
export { defineTable, from } from './define-table.ts';
export { defineSource } from './source.ts';
