import { isoTimeOrNull } from '../../domain/iso-time.ts';
import { oneLine } from '../../domain/one-line.ts';
import type { Failure, FailurePlace } from '../../domain/ports/giving-up.ts';
import { shellWord } from '../../domain/shell-word.ts';
import { readConfig } from '../config.ts';
import { closingLine, isActing } from './acting.ts';
import { actorName } from './actor.ts';
import { type Call, textOf } from './command.ts';
import { counted, withRest } from './counts.ts';
import { parseUrl } from './files/load-items.ts';
import { misuse } from './misuse.ts';
import { codedMessage, type ExitCode } from './output.ts';
import { withDatabase } from './with-database.ts';

/** Lines for people; programs get all files. */
const MOST_NAMED = 20;

/** `dms-loader give-up`: failed files that nobody will load count as failing no more. */
export async function runGiveUp(call: Call): Promise<ExitCode> {
  const { args, options, environment, output } = call;
  const places = args.map(placeOf);
  const reason = textOf(options['reason'])?.trim() ?? '';
  if (reason === '') {
    throw misuse('give-up', 'needs a reason, for the audit table', 'add --reason "<text>"');
  }
  const isDone = isActing(options);
  const config = readConfig(environment, ['database']);
  return await withDatabase(config, async ({ givingUp }): Promise<ExitCode> => {
    const files = isDone ? await givingUp.giveUp(places, { reason, actor: actorName() }) : await givingUp.find(places);
    const command = ['dms-loader', 'give-up', ...args, '--reason', reason, '--yes'].map(shellWord).join(' ');
    const told = { files, urls: args, reason, isDone, command };
    output.answer(textFor(told), documentFor(told));
    return files.length === 0 ? 1 : 0;
  });
}

/** As `load` takes a URL. */
function placeOf(url: string): FailurePlace {
  const { bucket, key } = parseUrl(url);
  return { bucket, key, isPrefix: key === '' || key.endsWith('/') };
}

interface Told {
  readonly files: readonly Failure[];
  readonly urls: readonly string[];
  readonly reason: string;
  readonly isDone: boolean;
  readonly command: string;
}

function textFor({ files, urls, isDone, command }: Told): string {
  if (files.length === 0) {
    return oneLine(`nothing at ${urls.join(', ')} failed, was refused or is missing`);
  }
  const open = files.filter(isOpen);
  const before = files.length - open.length;
  const already = before === 0 ? [] : [`given up before: ${counted(before, 'file')}`];
  if (open.length === 0) {
    return already.join('');
  }
  return [
    `${isDone ? 'given up' : 'would give up'}: ${counted(open.length, 'file')}`,
    ...withRest(open.slice(0, MOST_NAMED).map(lineOf), open.length, '    '),
    ...already,
    closingLine(isDone, command),
  ].join('\n');
}

function isOpen({ givenUpAtMs }: Failure): boolean {
  return givenUpAtMs === undefined;
}

function lineOf({ object, state, error }: Failure): string {
  return oneLine(`    ${object}: ${state}${error === undefined ? '' : `; ${codedMessage(error)}`}`);
}

function documentFor({ files, reason, isDone, command }: Told): Readonly<Record<string, unknown>> {
  const open = files.filter(isOpen).length;
  return {
    action: 'give-up',
    isDone,
    reason,
    found: files.length,
    givenUp: isDone ? open : 0,
    before: files.length - open,
    files: files.map(({ givenUpAtMs, error, ...file }) => ({
      ...file,
      error: error ?? null,
      givenUpAt: isoTimeOrNull(givenUpAtMs),
    })),
    command,
  };
}
