import { isoTime } from '../../../domain/iso-time.ts';
import { readKey } from '../../../domain/object/key.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import type { Call } from '../command.ts';
import { textOf } from '../command.ts';
import { timeOrAgo } from '../duration.ts';
import { parseUrl } from '../files/load-items.ts';
import { misuse } from '../misuse.ts';
import { spanOf } from '../span.ts';
import { wholeNumber } from '../whole-number.ts';

/** What `replay` was asked for. */
export interface ReplayOptions {
  readonly url: string;
  readonly bucket: string;
  /** A prefix, or the key of the one file. */
  readonly key: string;
  readonly isOneFile: boolean;
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
  readonly force: boolean;
  /** Undefined: as the configuration has it. */
  readonly via: 'queue' | 'direct' | undefined;
  readonly ratePerSecond: number;
  /** Files to rehearse; undefined: all. */
  readonly sample: number | undefined;
  readonly isActing: boolean;
  /** The command that acts. */
  readonly command: string;
}

/** @throws LoaderError COMMAND_INVALID */
export function replayOptions({ args, options }: Call): ReplayOptions {
  const url = args[0] ?? '';
  const { bucket, key } = parseUrl(url);
  return {
    url,
    bucket,
    key,
    isOneFile: (readKey(key)?.kind ?? 'stray') !== 'stray',
    ...spanOf(options),
    force: options['force'] === true,
    via: wayOf(textOf(options['via'])),
    ratePerSecond: wholeNumber('--rate', textOf(options['rate']) ?? '', [1, 3000]),
    sample: options['all'] === true ? undefined : wholeNumber('--sample', textOf(options['sample']) ?? '', [0, 1000]),
    isActing: options['yes'] === true && options['dryRun'] !== true,
    command: commandOf(url, options),
  };
}

function wayOf(text: string | undefined): 'queue' | 'direct' | undefined {
  if (text === undefined || text === 'queue' || text === 'direct') {
    return text;
  }
  throw misuse(text, 'is no way for --via', 'write queue, to announce the files, or direct, to load them here');
}

/** Times that were given as so long ago are written out: the command is to be about the same files later. */
function commandOf(url: string, options: Call['options']): string {
  const time = (name: 'since' | 'until') => {
    const text = textOf(options[name]);
    return text === undefined ? [] : [`--${name}`, isoTime(timeOrAgo(`--${name}`, text))];
  };
  const via = textOf(options['via']);
  const words = [
    'dms-loader replay',
    shellWord(url),
    ...time('since'),
    ...time('until'),
    ...(options['force'] === true ? ['--force'] : []),
    ...(via === undefined ? [] : ['--via', via]),
    ...(options['rate'] === '50' || options['rate'] === undefined ? [] : ['--rate', String(options['rate'])]),
    '--yes',
  ];
  return words.join(' ');
}
