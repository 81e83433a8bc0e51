import type { JudgedLetter } from '../../domain/dead-letters/judged.ts';
import { selectField, textField } from './fields.ts';
import { html, type Markup } from './html.ts';
import { JUDGEMENTS } from './letters.ts';
import type { Selection } from './selection.ts';

/** Which letters are meant; what can be chosen is what is there. */
export function selectionForm({ fields }: Selection, letters: readonly JudgedLetter[]): Markup {
  const { judgement, table, error, prefix, age } = fields;
  const tables = distinct([table, ...letters.flatMap(({ objects }) => objects.map(({ target }) => target))]);
  const errors = distinct([error, ...letters.map(letter => letter.error?.group)]);
  return html`<form method="get" action="/dlq" class="filters">
${selectField({ name: 'judgement', label: 'Judgement', value: judgement, options: JUDGEMENTS, any: 'any' })}
${selectField({ name: 'table', label: 'Table', value: table, options: tables, any: 'any' })}
${selectField({ name: 'error', label: 'Error', value: error, options: errors, any: 'any' })}
${textField({ name: 'prefix', label: 'URL begins with', value: prefix, placeholder: 's3://bucket/prefix' })}
${textField({ name: 'age', label: 'Older than', value: age, placeholder: '2h' })}
<button>Choose</button>
</form>`;
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names)].filter(name => name !== undefined).sort((one, other) => one.localeCompare(other));
}
