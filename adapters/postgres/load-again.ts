import type pg from 'pg';
import { LoaderError } from '../../domain/errors.ts';
import { objectUrl } from '../../domain/object/identity.ts';
import type { ObjectIntent } from '../../domain/ports/intent.ts';
import { isAppendOnly, type Table, targetName } from '../../domain/table/table.ts';
import type { Claim } from './sql/claim-object.ts';
import { beginTableAgain, forgetAside } from './sql/load-again.ts';

/** Of a transaction that has the claim of a reopened object. */
interface Claimed {
  readonly client: pg.Client;
  readonly intent: ObjectIntent;
  readonly claim: Claim;
}

/** The claim to go on with, after which the object's changes may meet what they made before. */
export async function beginAgain(claimed: Claimed): Promise<Claim> {
  const { client, intent, claim } = claimed;
  await client.query(forgetAside(claim));
  return 'table' in intent ? { ...claim, tableLoadId: await tableLoadAgain(claimed, intent.table as Table) } : claim;
}

/**
 * The number of the load of one table, `_dms_load` of what it writes.
 * @throws LoaderError REOPENED_WITHOUT_KEY
 */
export async function tableLoadAgain({ client, intent, claim }: Claimed, table: Table): Promise<bigint> {
  if (isAppendOnly(table)) {
    throw withoutKey(intent, table);
  }
  const answers = await client.query(beginTableAgain(intent, table, claim));
  const last = [answers].flat().at(-1);
  return BigInt(last?.rows[0]?.table_load_id);
}

/** Its rows would be there twice. */
export function withoutKey({ object }: Pick<ObjectIntent, 'object'>, table: Table): LoaderError {
  return new LoaderError('REOPENED_WITHOUT_KEY', {
    object: objectUrl(object),
    reason: `it is loaded, and ${targetName(table)} has no key by which its rows would be found again`,
    remedy: 'mend its rows with SQL (they have its _dms_load), or load the table anew into an empty target',
  });
}
