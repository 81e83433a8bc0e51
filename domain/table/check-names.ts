/** Mistakes in the names that a mapping or a source uses. Each is a sentence that ends in its remedy. */
import { Buffer } from 'node:buffer';
import { didYouMean } from '../did-you-mean.ts';

/** PostgreSQL manual, "Identifiers and Key Words": longer names are cut, silently. */
const LONGEST_NAME_BYTES = 63;
const QUALIFIED = /^[^.\s][^.]*\.[^.\s][^.]*$/u;

/** The start of the loader's own columns. */
export const OWN_PREFIX = '_dms_';

/** Properties that are not there to be declared, each with the one that was probably meant. */
export function unknownProperties(definition: object, known: readonly string[]): string[] {
  return Object.keys(definition)
    .filter(name => !known.includes(name))
    .map(name => {
      const meant = didYouMean(name, known);
      return `"${name}" is no property; ${meant === undefined ? `the properties are ${known.join(', ')}` : `did you mean "${meant}"?`}`;
    });
}

/** Mistakes in `SCHEMA.TABLE` at the source and `schema.table` of the target. */
export function nameProblems(names: { source: string; target: string }): string[] {
  const problems: string[] = [];
  if (!QUALIFIED.test(String(names.source))) {
    problems.push(`source ${JSON.stringify(names.source)} is not a schema and a table; write 'SCHEMA.TABLE'.`);
  }
  if (!QUALIFIED.test(String(names.target))) {
    return [...problems, `target ${JSON.stringify(names.target)} is not a schema and a table; write 'schema.table'.`];
  }
  return [...problems, ...names.target.split('.').flatMap(part => identifierProblems(part))];
}

/** What is wrong with a name that PostgreSQL is to use. */
export function identifierProblems(name: string): string[] {
  if (name === '' || name.includes('\0')) {
    return [`${JSON.stringify(name)} is no name that PostgreSQL takes; write one of letters, digits and underscores.`];
  }
  return Buffer.byteLength(name) > LONGEST_NAME_BYTES
    ? [`${JSON.stringify(name)} is longer than ${LONGEST_NAME_BYTES} bytes, where PostgreSQL cuts names; shorten it.`]
    : [];
}
