import { textTable } from '../../../../handlers/cli/text-table.ts';
import { fileOf, type Scene } from '../scene.ts';
import { ask } from '../target.ts';

const NAMES = ['file', 'state', 'rows_read', 'applied', 'unchanged', 'superseded', 'attempts', 'loaded_at'];

/** What the operator finds afterwards. */
export async function ledger({ story, database }: Scene): Promise<void> {
  story.act('The ledger: dms_loader.load_history');
  const rows = await ask(
    database,
    `select object, state, rows_read::text, rows_applied::text, rows_unchanged::text, rows_superseded::text, attempts::text,
            to_char(loaded_at, 'HH24:MI:SS.MS')
     from dms_loader.load_history order by written_at, object`,
  );
  const shown = rows.map(([object, ...rest]) => [fileOf(object ?? ''), ...rest]);
  story.say(`\n${textTable(NAMES, shown)}\n`);
  const sums = await ask(
    database,
    "select count(*)::text, string_agg(distinct state, ','), sum(rows_read)::text, sum(rows_applied)::text, sum(rows_superseded)::text from dms_loader.load_history",
  );
  // Applied: 50,000 + 2 + 4 + 1 + 3 + 2 + 2; superseded: 4 + 2 + 1.
  story.check('8 files loaded, 50,021 rows read: 50,014 applied and 7 superseded, none lost', sums, [
    ['8', 'loaded', '50021', '50014', '7'],
  ]);
}
