import type { RowCondition } from '../../../domain/quarantine/row-condition.ts';

const OBJECT = "'s3://' || bucket || '/' || object_key";
const anyFault = (is: string): string => `exists (select from jsonb_array_elements(faults) as f (fault) where ${is})`;

const TEXTS = {
  column: (text: string) => anyFault(`lower(fault ->> 'column') = lower(${text})`),
  reason: (text: string) => anyFault(`strpos(lower(fault ->> 'reason'), lower(${text})) > 0`),
  object: (text: string) => `${OBJECT} = ${text}`,
  prefix: (text: string) => `starts_with(${OBJECT}, ${text})`,
} as const;

/**
 * SQL over `quarantined_row` joined with `object_load` that begins with `and`, and its parameters, of which `first` is the
 * number of the first; empty where there is no condition.
 */
export function rowConditions(
  given: readonly RowCondition[] | undefined,
  first: number,
): { readonly sql: string; readonly values: readonly (string | number)[] } {
  const conditions = given ?? [];
  return {
    sql: conditions.map((condition, at) => `\n  and ${sqlOf(condition, `$${first + at}`)}`).join(''),
    values: conditions.map(condition => (condition.field === 'age' ? condition.milliseconds : condition.text)),
  };
}

function sqlOf(condition: RowCondition, parameter: string): string {
  if (condition.field === 'age') {
    const since = `clock_timestamp() - ${parameter}::bigint * interval '1 millisecond'`;
    return `quarantined_at ${condition.isOlder ? '<' : '>'} ${since}`;
  }
  const is = TEXTS[condition.field](`${parameter}::text`);
  return condition.isNot ? `not ${is.startsWith('exists') ? is : `(${is})`}` : is;
}
