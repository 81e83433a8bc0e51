import type { JudgedLetter } from '../../../domain/dead-letters/judged.ts';
import { isoTime } from '../../../domain/iso-time.ts';
import { objectUrl } from '../../../domain/object/identity.ts';
import { oneLine } from '../../../domain/one-line.ts';
import type { FileTrace } from '../../../domain/ports/traces.ts';
import { objectsOf } from '../../../pipeline/read-letter.ts';
import type { Config } from '../../config.ts';
import type { Call } from '../command.ts';
import { misuse } from '../misuse.ts';
import type { ExitCode } from '../output.ts';
import { attemptDocument, writeDocument } from '../trace/documents.ts';
import { fileText } from '../trace/report.ts';
import { withDatabase } from '../with-database.ts';
import { atDesk, mostOf } from './call.ts';
import { commandForOne, letterDocument, letterLine, lookRemarks } from './report.ts';

/** Objects of one letter whose history is shown. */
const MOST_FILES = 20;

interface TracedFile {
  readonly object: string;
  readonly trace: FileTrace;
}

/** `dms-loader dlq show`: all that is known of one letter. */
export function runShow(call: Call): Promise<ExitCode> {
  const [id = ''] = call.args;
  return atDesk(call, async ({ desk, config, signal }) => {
    const look = await desk.look({ most: mostOf(call), signal });
    const found = look.letters.filter(({ letter }) => letter.id.startsWith(id));
    const [judged, other] = found;
    if (judged === undefined) {
      const unseen = lookRemarks(look).map(remark => `; ${remark}`);
      throw misuse(
        id,
        'is no letter of the dead-letter queue now',
        `dms-loader dlq ls --letters lists them${unseen.join('')}`,
      );
    }
    if (other !== undefined) {
      throw misuse(id, `begins the ids of ${found.length} letters`, 'write more of it');
    }
    const files = await filesOf(judged, config);
    call.output.answer(textOf(judged, files), documentOf(judged, files));
    return 0;
  });
}

async function filesOf({ letter }: JudgedLetter, config: Config): Promise<readonly TracedFile[]> {
  const objects = [...new Map(objectsOf(letter.body).map(object => [objectUrl(object), object])).entries()];
  return await withDatabase(config, async ({ traces }) => {
    const files: TracedFile[] = [];
    for (const [object, place] of objects.slice(0, MOST_FILES)) {
      files.push({ object, trace: await traces.file(place) });
    }
    return files;
  });
}

/** Pretty, where it is JSON; each line harmless. */
function bodyLines(body: string): readonly string[] {
  try {
    return JSON.stringify(JSON.parse(body), null, 2).split('\n');
  } catch {
    return body.split('\n');
  }
}

function textOf(judged: JudgedLetter, files: readonly TracedFile[]): string {
  const { letter, error, objects } = judged;
  return [
    letterLine(judged),
    ...(error === undefined
      ? []
      : [`error group ${error.group}, ${error.times} times: ${error.message} (${error.code})`]),
    `sent ${isoTime(letter.sentAtMs)}; ${judged.act}: ${commandForOne(judged)}`,
    '',
    'events:',
    ...objects.map(({ object, judgement, why }) => `  ${judgement} ${object}: ${why}`),
    '',
    'ledger:',
    ...files.flatMap(({ object, trace }) => {
      const lines = fileText(trace);
      return (lines.length === 0 ? [`${object}: the ledger does not know it`] : lines).map(line => `  ${line}`);
    }),
    '',
    'body:',
    ...bodyLines(letter.body).map(line => `  ${line}`),
  ]
    .map(oneLine)
    .join('\n');
}

function documentOf(judged: JudgedLetter, files: readonly TracedFile[]): Readonly<Record<string, unknown>> {
  return {
    letter: letterDocument(judged),
    body: judged.letter.body,
    files: files.map(({ object, trace }) => ({
      object,
      writes: trace.writes.map(writeDocument),
      removals: trace.removals.map(attemptDocument),
    })),
    command: commandForOne(judged),
  };
}
