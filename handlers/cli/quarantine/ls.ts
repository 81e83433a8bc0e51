import type { Call } from '../command.ts';
import type { ExitCode } from '../output.ts';
import { whereOf } from './options.ts';
import { groupDocument, groupText } from './report.ts';
import { rowDocument, rowText } from './rows.ts';
import { onQuarantine } from './scene.ts';

const NOTHING = 'nothing is set aside';
const NOTHING_SUCH = 'nothing that is set aside is as --where says';

/** `dms-loader quarantine ls`: what is set aside, by reason or row by row. */
export async function runLs(call: Call): Promise<ExitCode> {
  const { options, output } = call;
  const where = whereOf(options);
  const nothing = where === undefined ? NOTHING : NOTHING_SUCH;
  return await onQuarantine(call, async ({ quarantine }, table) => {
    const which = { target: table?.target, where };
    if (options['rows'] === true) {
      const rows = await quarantine.rows(which);
      output.answer(rows.length === 0 ? nothing : rows.map(rowText).join('\n'), { rows: rows.map(rowDocument) });
      return 0;
    }
    const groups = await quarantine.list(which);
    const text = groups.length === 0 ? nothing : groups.map(groupText).join('\n');
    output.answer(text, { groups: groups.map(groupDocument) });
    return 0;
  });
}
