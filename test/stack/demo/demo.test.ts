import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

describe('the demo', () => {
  it('ends by itself with all as expected, and writes no terminal codes where there is no terminal', async () => {
    // Rejects for any exit code but 0.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [MAIN]);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001B');
    expect(stdout).toContain('LOAD00000001.parquet  30,000 rows: 30,000 applied, 0 superseded');
    expect(stdout).toContain('already-loaded LOAD00000001.parquet');
    expect(stdout).toContain('column REG_DATE: "2026/11/22" is not written as YYYYMMDD or YYYY-MM-DD');
    expect(stdout).toContain('✓ the message is in the dead-letter queue after 5 receives');
    expect(stdout).toContain('✓ StartMessageMoveTask moved the message back');
    expect(stdout).toContain('✓ 8 files loaded, 50,021 rows read: 50,014 applied and 7 superseded, none lost');
    expect(stdout).toMatch(/All as expected, in \d+\.\d s\./u);
  }, 120_000);
});
