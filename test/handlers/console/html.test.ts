import { describe, expect, it } from 'vitest';
import { html, htmlText } from '../../../handlers/console/html.ts';
import { pathTo } from '../../../handlers/console/visit.ts';

describe('html', () => {
  it('P11: escapes whatever is put into it, in text and in attributes', () => {
    const hostile = `"><script>alert('1')</script>&amp;`;
    expect(htmlText(html`<p title="${hostile}">${hostile}</p>`)).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;</p>',
    );
  });

  it('P11: shows neither control characters nor what turns the direction of text', () => {
    expect(htmlText(html`${'a\u0000b\nc\u202ed\u2066e'}`)).toBe('a?b?c?d?e');
  });

  it('leaves its own markup as it is, in lists too, and shows nothing for what is absent', () => {
    const items = ['<1>', '2'].map(text => html`<li>${text}</li>`);
    expect(htmlText(html`<ul>${items}${undefined}${false}${0}${7n}</ul>`)).toBe(
      '<ul><li>&lt;1&gt;</li><li>2</li>07</ul>',
    );
  });

  it('P11: takes an object that looks like its markup for none', () => {
    const forged = JSON.parse('{"Symbol(markup)":"<script>"}');
    expect(htmlText(html`${forged}`)).not.toContain('<script>');
  });
});

describe('a path with its query', () => {
  it('P11: encodes what stands in the query, and leaves out what is not given', () => {
    expect(pathTo('/file', { url: 's3://b/a&b=<c>?#', table: undefined, key: ['1', '', '2'] })).toBe(
      '/file?url=s3%3A%2F%2Fb%2Fa%26b%3D%3Cc%3E%3F%23&key=1&key=2',
    );
  });
});
