import { describe, expect, it } from 'vitest';
import { makeLog } from '../../../adapters/telemetry/log.ts';
import { LoaderError } from '../../../domain/errors.ts';
import type { LogLevel } from '../../../domain/log.ts';

function linesOf(level: LogLevel) {
  const lines: string[] = [];
  return { lines, log: makeLog({ level, write: (line, at) => lines.push(`${at} ${line}`) }) };
}

describe('the log', () => {
  it('is one JSON document a line, with time, level and event', () => {
    const { lines, log } = linesOf('info');
    log.info('object', { outcome: 'loaded', rows: 12n });
    const [level, entry] = [lines[0]?.slice(0, 4), JSON.parse(`${lines[0]?.slice(5)}`)];
    expect(level).toBe('info');
    expect(entry).toEqual({ time: expect.any(String), level: 'info', event: 'object', outcome: 'loaded', rows: '12' });
  });

  it('drops what is below its level', () => {
    const { lines, log } = linesOf('warn');
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect(lines.map(line => line.split(' ')[0])).toEqual(['warn', 'error']);
  });

  it('P11: cannot be broken into by a key: no line break and no terminal sequence passes', () => {
    const { lines, log } = linesOf('info');
    log.info('object', { key: 'a\r\n{"level":"error"}\u0085\u2028\u2029\u001b[31m\u009b' });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(lines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u);
    expect(lines).toHaveLength(1);
  });

  it('writes an error with its code, its text and what caused it', () => {
    const { lines, log } = linesOf('info');
    const cause = new TypeError('x is not a function');
    log.error('object', { error: new LoaderError('UNEXPECTED', { reason: 'went wrong', remedy: 'try again', cause }) });
    expect(JSON.parse(`${lines[0]?.slice(6)}`).error).toMatchObject({
      code: 'UNEXPECTED',
      message: 'went wrong; try again',
      cause: { name: 'TypeError', message: 'x is not a function' },
    });
  });
});
