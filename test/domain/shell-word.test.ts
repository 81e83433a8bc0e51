import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../domain/shell-word.ts';

it.each(['s3://landing/shop/item/LOAD00000001.csv', 'shop.item'])('%s needs no quotes', text => {
  expect(shellWord(text)).toBe(text);
});

it.each(['', 'a b', "it's", '$(echo run)', '`echo run`', '; echo run', '"', '\\', '*', '한글', "''", 'a\nb'])(
  'P11: %j reaches a command as it is, and runs nothing',
  text => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  },
);
