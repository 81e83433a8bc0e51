import { afterEach, describe, expect, it, vi } from 'vitest';
import { LoaderError } from '../../domain/errors.ts';
import { makeOutput, tellError } from '../../handlers/cli/output.ts';

const HOSTILE = 's3://b/\u001b]0;pwned\u0007\nloaded s3://b/forged\u009b2J\u202e';
const COMMANDS = /[\p{Cc}\u202e]/u;

/** What was written to a stream while the test ran. */
function watch(stream: 'stdout' | 'stderr'): () => string {
  const write = vi.spyOn(process[stream], 'write').mockReturnValue(true);
  return () => write.mock.calls.map(([chunk]) => String(chunk)).join('');
}

afterEach(() => vi.restoreAllMocks());

describe('what the command line prints', () => {
  it('P11: has one line for each line and remark, whatever stands in them', () => {
    const written = watch('stderr');
    makeOutput(false).progress(HOSTILE, ['first', HOSTILE]);
    const lines = written().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('s3://b/?]0;pwned??loaded s3://b/forged');
    expect(lines[1]).toBe('    first');
    expect(lines.join('')).not.toMatch(COMMANDS);
  });

  it('P11: has its JSON escaped, and whole', () => {
    const written = watch('stdout');
    makeOutput(true).answer('', { object: HOSTILE });
    expect(JSON.parse(written())).toEqual({ object: HOSTILE });
    expect(written().replaceAll('\n', '')).not.toMatch(COMMANDS);
  });

  it('P11: tells errors that nobody foresaw without their commands', () => {
    const written = watch('stderr');
    expect(tellError(new TypeError(HOSTILE), false)).toBe(1);
    expect(tellError(new LoaderError('COMMAND_INVALID', { reason: HOSTILE, remedy: 'none' }), false)).toBe(2);
    expect(written().replaceAll('\n', '')).not.toMatch(COMMANDS);
  });
});
