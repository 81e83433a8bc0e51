import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

const { stdout: script } = await runCli(['completion', 'bash']);

/** What bash proposes for the last of the words, which is being typed. */
function completed(...words: readonly string[]): readonly string[] {
  const line = words.map(word => `'${word}'`).join(' ');
  const asked = `COMP_WORDS=(dms-loader ${line}); COMP_CWORD=${words.length}; _dms_loader; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const told = execFileSync('bash', ['-c', `${script}\n${asked}`], { encoding: 'utf8' });
  return told.split('\n').filter(word => word !== '');
}

it('completes the beginning of a command in bash', () => {
  expect(completed('mig')).toEqual(['migrate']);
  expect(completed('')).toContain('load');
});

it('completes the options of the command that is typed, whatever stands between', () => {
  expect(completed('load', 's3://a/b', '--wr')).toEqual(['--written-at']);
  expect(completed('load', '--as', 'x', 'some file', '--jso')).toEqual(['--json']);
  expect(completed('sweep', '--before')).toEqual(['--before']);
});

it('proposes the commands of a group, and then the options of one of them', () => {
  expect(completed('trace', '')).toEqual(expect.arrayContaining(['file', 'row']));
  expect(completed('trace', 'row', '--js')).toEqual(['--json']);
});

it('proposes nothing for what no command begins with', () => {
  expect(completed('zzz')).toEqual([]);
});

it.each(['zsh', 'fish'])('makes a script for %s that has every command and its options', async shell => {
  const { exitCode, stdout } = await runCli(['completion', shell]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/migrate/u);
  expect(stdout).toMatch(/written-at/u);
});

it('refuses a shell that it does not know, and names those that it does', async () => {
  const { exitCode, stderr } = await runCli(['completion', 'csh']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});
