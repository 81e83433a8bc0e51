/** The types of a mapping's columns: `import { bigint, text, ... } from '../columns/index.ts'`. */
export { boolean } from './boolean.ts';
export { bytea } from './bytea.ts';
export { custom, fault } from './custom.ts';
export { date } from './date.ts';
export { double } from './double.ts';
export { bigint, integer, smallint } from './integer.ts';
export { json } from './json.ts';
export { numeric } from './numeric.ts';
export { text } from './text.ts';
export { textArray } from './text-array.ts';
export { time } from './time.ts';
export { timestamp } from './timestamp.ts';
export { timestamptz } from './timestamptz.ts';
export { uuid } from './uuid.ts';
export { yesNo } from './yes-no.ts';
