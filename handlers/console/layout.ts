/** What all pages have around them. */
import { html, type Markup } from './html.ts';
import { pathTo } from './visit.ts';

/** The pages that the navigation names. */
const NAVIGATION = [
  ['/', 'Overview'],
  ['/loads', 'Loads'],
  ['/failures', 'Failures'],
  ['/dlq', 'Dead letters'],
  ['/file', 'Trace a file'],
  ['/row', 'Trace a row'],
] as const;

interface Framed {
  readonly title: string;
  readonly body: Markup;
  /** Undefined for pages that nobody but who has logged in may leave. */
  readonly path: string | undefined;
  /** Of the form that ends the session, where there is one to end. */
  readonly formToken?: string | undefined;
}

export function framed({ title, body, path, formToken }: Framed): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · dms-loader</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="brand">dms-loader</p>
${path !== undefined && navigation(path)}
${formToken !== undefined && html`<form method="post" action="/logout">${tokenField(formToken)}<button class="plain">Log out</button></form>`}
</header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

/** The hidden field that each form which changes something needs. */
export function tokenField(formToken: string): Markup {
  return html`<input type="hidden" name="formToken" value="${formToken}">`;
}

/** Of what stands in a link nothing can lead out of the console: the path is ours, the rest is a query. */
export function link(text: string, path: string, query: Parameters<typeof pathTo>[1] = {}): Markup {
  return html`<a href="${pathTo(path, query)}">${text}</a>`;
}

function navigation(path: string): Markup {
  const items = NAVIGATION.map(
    ([to, text]) => html`<li><a href="${to}"${isBelow(path, to) && html` aria-current="page"`}>${text}</a></li>`,
  );
  return html`<nav aria-label="Pages"><ul>${items}</ul></nav>`;
}

function isBelow(path: string, to: string): boolean {
  return path === to || (to !== '/' && path.startsWith(`${to}/`));
}
