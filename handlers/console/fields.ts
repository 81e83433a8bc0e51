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
}

export function selectField({ name, label, value, options, any }: SelectField): Markup {
  const choices = options.map(
    option => html`<option value="${option}"${option === value && html` selected`}>${option}</option>`,
  );
  return html`<div><label for="${name}">${label}</label><select id="${name}" name="${name}">${any !== undefined && html`<option value="">${any}</option>`}${choices}</select></div>`;
}

export function textField({ name, label, value, placeholder, isRequired = false }: TextField): Markup {
  return html`<div class="wide"><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${value}"${placeholder !== undefined && html` placeholder="${placeholder}"`}${isRequired && html` required`} autocomplete="off" spellcheck="false"></div>`;
}
