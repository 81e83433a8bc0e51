import type { GivingUp } from '../../../domain/ports/giving-up.ts';
import type { Connection } from '../connection.ts';
import { type FailureRow, findFailures, markGivenUp, readFailure } from '../sql/given-up.ts';
import { recordAction } from '../sql/record-action.ts';
import { operate } from './operate.ts';

/** 100,000 objects take seconds. */
const LONGEST_SECONDS = 300;

export function givingUpOf(connection: Connection): GivingUp {
  return {
    find: async places => (await connection.ask<FailureRow>(findFailures(places, { isHeld: false }))).map(readFailure),
    giveUp: (places, { reason, actor }) =>
      operate(connection, LONGEST_SECONDS, async client => {
        const { rows } = await client.query<FailureRow>(findFailures(places, { isHeld: true }));
        const failures = rows.map(readFailure);
        const open = failures.filter(({ givenUpAtMs }) => givenUpAtMs === undefined);
        if (open.length > 0) {
          await client.query(markGivenUp(open.map(({ objectLoadId }) => objectLoadId)));
          const objects = open.map(({ objectLoadId, object, state }) => ({ id: String(objectLoadId), object, state }));
          await client.query(recordAction({ action: 'give-up', actor, detail: { reason, objects } }));
        }
        return failures;
      }),
  };
}
