import { BY_CARE } from '../../domain/dead-letters/judge-letter.ts';
import type { JudgedLetter } from '../../domain/dead-letters/judged.ts';
import { selectField, textField, URL_FORM } from './fields.ts';
import { html, type Markup } from './html.ts';
import type { Selection } from './selection.ts';

const AGE_FORM = { pattern: '[0-9]{1,6}[smhdw]', hint: 'A whole number and its unit, as in 90s, 15m, 12h, 30d or 2w' };

/** Which letters are meant; what can be chosen is what is there. */
export function selectionForm({ fields }: Selection, letters: readonly JudgedLetter[]): Markup {
  const { judgement, table, group, prefix, age } = fields;
  const tables = distinct([table, ...letters.flatMap(({ objects }) => objects.map(({ target }) => target))]);
  const errors = distinct([group, ...letters.map(({ error }) => error?.group ?? 'none')]);
  return html`<form method="get" action="/dlq" class="filters">
${selectField({ name: 'judgement', label: 'Judgement', value: judgement, options: BY_CARE, any: 'any' })}
${selectField({ name: 'table', label: 'Table', value: table, options: tables, any: 'any' })}
${selectField({ name: 'group', label: 'Error', value: group, options: errors, any: 'any' })}
${textField({ name: 'prefix', label: 'URL begins with', value: prefix, placeholder: 's3://bucket/prefix', form: URL_FORM })}
${textField({ name: 'age', label: 'Older than', value: age, placeholder: '2h', isShort: true, form: AGE_FORM })}
<button>Choose</button>
</form>`;
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names)].filter(name => name !== undefined).sort((one, other) => one.localeCompare(other));
}
