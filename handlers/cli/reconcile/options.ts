import type { Call } from '../command.ts';
import { textOf } from '../command.ts';
import { durationMs } from '../duration.ts';
import { isUrl, parseUrl } from '../files/load-items.ts';
import { misuse } from '../misuse.ts';
import { type Span, spanOf } from '../span.ts';
import { wholeNumber } from '../whole-number.ts';

export interface ReconcileOptions extends Span {
  readonly bucket: string;
  readonly prefix: string;
  readonly graceMs: number;
  readonly hasRows: boolean;
  readonly isEnqueuing: boolean;
  readonly isRehearsal: boolean;
  readonly ratePerSecond: number | undefined;
}

/** @throws LoaderError COMMAND_INVALID for what cannot be, and for options that would change nothing */
export function reconcileOptions({ args, options }: Pick<Call, 'args' | 'options'>): ReconcileOptions {
  const { bucket, key: prefix } = placeOf(args[0] ?? '');
  return {
    bucket,
    prefix,
    graceMs: durationMs('--grace', textOf(options['grace']) ?? '15m'),
    ...spanOf(options),
    hasRows: options['rows'] === true,
    ...enqueueOptions(options),
  };
}

function placeOf(arg: string): ReturnType<typeof parseUrl> {
  if (!isUrl(arg)) {
    throw misuse(arg, 'is no place in S3', 'write it as s3://bucket/prefix, or s3://bucket for all of it');
  }
  return parseUrl(arg);
}

function enqueueOptions(
  options: Call['options'],
): Pick<ReconcileOptions, 'isEnqueuing' | 'isRehearsal' | 'ratePerSecond'> {
  const isEnqueuing = options['enqueue'] === true;
  const isRehearsal = options['dryRun'] === true;
  const rate = textOf(options['rate']);
  if (!isEnqueuing && (isRehearsal || rate !== undefined)) {
    const name = isRehearsal ? '--dry-run' : '--rate';
    throw misuse(
      name,
      'is given without --enqueue, and nothing is sent without it',
      `add --enqueue, or leave out ${name}`,
    );
  }
  return {
    isEnqueuing,
    isRehearsal,
    ratePerSecond: rate === undefined ? undefined : wholeNumber('--rate', rate, [1, 99_999]),
  };
}
