/** Fields of forms, each with its label. The name is the id: it occurs once on a page. */
import { html, type Markup } from './html.ts';

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
}

interface SelectField extends Field {
  readonly options: readonly string[];
  /** What no choice is called; undefined where there has to be one. */
  readonly any?: string | undefined;
}

interface TextField extends Field {
  readonly placeholder?: string | undefined;
  readonly isRequired?: boolean;
  /** The browser tells at the field what does not have it. */
  readonly form?: { readonly pattern: string; readonly hint: string };
  readonly isShort?: boolean;
}

export const URL_FORM = { pattern: 's3://.+', hint: 'A URL, s3://bucket/key' };

export function selectField({ name, label, value, options, any }: SelectField): Markup {
  const choices = options.map(
    option => html`<option value="${option}"${option === value && html` selected`}>${option}</option>`,
  );
  return html`<div><label for="${name}">${label}</label><select id="${name}" name="${name}">${any !== undefined && html`<option value="">${any}</option>`}${choices}</select></div>`;
}

export function textField({
  name,
  label,
  value,
  placeholder,
  form,
  isRequired = false,
  isShort = false,
}: TextField): Markup {
  return html`<div${!isShort && html` class="wide"`}><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${value}"${placeholder !== undefined && html` placeholder="${placeholder}"`}${form !== undefined && html` pattern="${form.pattern}" title="${form.hint}"`}${isRequired && html` required`} autocomplete="off" spellcheck="false"></div>`;
}
