/** The loader's clock against those of the server and of S3. */
import type { Area, Read } from './area.ts';
import { type Told, tell } from './finding.ts';

export interface ClockCase {
  readonly clocks: readonly { readonly whose: string; readonly ahead: Read<number> }[];
}

/** Below what people notice; deadlines and `truncate` without --at go by this clock. The Date of S3 has whole seconds. */
const TOLERATED_MS = 10_000;

export const CLOCK: Area<ClockCase> = {
  name: 'clock',
  needs: ['s3:ListBucket', 'DATABASE_URL'],
  checks: [{ name: 'skew', asks: 'a clock within 10 s of those of PostgreSQL and S3', judge: skew }],
};

/** What could not be read is told where it was to be read. */
function skew({ clocks }: ClockCase): readonly Told[] {
  return clocks.flatMap(({ whose, ahead }) => {
    if ('unread' in ahead) {
      return [];
    }
    const seconds = Math.round(ahead.facts / 1000);
    return Math.abs(ahead.facts) <= TOLERATED_MS
      ? [tell.fine(`the clock of ${whose} is within 10 s of this one`)]
      : [
          tell.warning(
            `the clock of ${whose} is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} this one`,
            'set this machine’s clock by NTP',
          ),
        ];
  });
}
