/** Whether the bucket tells the queue of each file that a mapping loads. */
import { objectUrl } from '../object/identity.ts';
import { readKey } from '../object/key.ts';
import { type Routes, routeKey } from '../object/route.ts';
import { ignoringPattern, sourceName } from '../object/table-name.ts';
import type { Source } from '../table/source.ts';
import type { Table } from '../table/table.ts';
import { CREATED, isAnnounced, isRemovalAnnounced, likelyKeys, REMOVED } from './announced.ts';
import { type Area, known } from './area.ts';
import type { BucketFacts, NotificationFacts } from './bucket-facts.ts';
import { type Told, tell } from './finding.ts';

export interface BucketCase {
  readonly found: BucketFacts;
  readonly routes: Routes;
  /** Undefined where the queue could not be read. */
  readonly queueArn: string | undefined;
  /** BucketFolder of the DMS endpoints that write there, as far as they are known. */
  readonly bucketFolders: readonly string[];
}

export const NOTIFICATIONS: Area<BucketCase> = {
  name: 'notifications',
  needs: ['s3:GetBucketNotification', 's3:ListBucket'],
  checks: [
    { name: 'tables', asks: 'rules that announce the full loads and the changes of each mapped table', judge: tables },
    { name: 'files', asks: 'rules that announce the files that are there now (a sample of 1,000)', judge: files },
    { name: 'removals', asks: `${REMOVED}, by which a TRUNCATE at the source is seen`, judge: removals },
  ],
};

const REMEDY = `let the bucket notify the queue of ${CREATED} under these folders: aws s3api put-bucket-notification-configuration`;

/** Sources that cover a bucket. */
export function sourcesOf({ sources }: Routes, bucket: string): readonly Source[] {
  return sources.filter(source => (source.bucket ?? bucket) === bucket);
}

function tables(bucketCase: BucketCase): readonly Told[] {
  const { found, routes, queueArn } = bucketCase;
  return known(found.notifications, facts => {
    if (queueArn === undefined) {
      return [tell.unknown('which queue its notifications should go to is not known', 'set QUEUE_URL')];
    }
    return sourcesOf(routes, found.bucket).flatMap(source =>
      [...routes.tables.values()]
        .filter(table => ignoringPattern(table.source, source) === undefined)
        .map(table => tableTold({ table, source, facts, queueArn, bucketCase })),
    );
  });
}

interface TableQuestion {
  readonly table: Table;
  readonly source: Source;
  readonly facts: NotificationFacts;
  readonly queueArn: string;
  readonly bucketCase: BucketCase;
}

function tableTold({ table, source, facts, queueArn, bucketCase }: TableQuestion): Told {
  const rules = facts.rules.filter(({ target }) => target === queueArn);
  const folders = bucketCase.bucketFolders.length === 0 ? [''] : bucketCase.bucketFolders;
  const keySets = folders.flatMap(folder => likelyKeys(table, source, folder));
  const { bucket } = bucketCase.found;
  const name = `${sourceName(table.source)} in ${objectUrl({ bucket, key: source.prefix })}`;
  if (keySets.some(keys => keys.every(key => isAnnounced(rules, key)))) {
    return tell.fine(`files of ${name} are announced to the queue`);
  }
  const others = facts.rules.filter(({ target }) => target !== queueArn).map(({ target }) => target);
  if (facts.hasEventBridge || others.some(target => target.includes(':sns:'))) {
    return tell.unknown(
      `files of ${name} do not go to the queue straight from the bucket; it tells ${facts.hasEventBridge ? 'EventBridge' : others.join(', ')} of them`,
      'see that a rule or a subscription there hands on object creations to the queue (aws events list-rules, aws sns list-subscriptions)',
    );
  }
  // Any folder may stand before the schema then, so that a rule for one of them may be right.
  if (
    source.prefix === '' &&
    bucketCase.bucketFolders.length === 0 &&
    rules.some(({ prefix }) => prefix.endsWith('/'))
  ) {
    return tell.unknown(
      `rules announce ${rules.map(({ prefix }) => `${prefix}*`).join(', ')} only; whether files of ${name} lie there is not known`,
      'declare the folder as prefix of the source: defineSource({ name, bucket, prefix })',
    );
  }
  const elsewhere = others.length === 0 ? '' : `; the bucket also tells ${others.join(', ')}`;
  return tell.problem(
    `files of ${name} are not announced to the queue, full loads and changes alike${elsewhere}`,
    REMEDY,
  );
}

function files({ found, routes, queueArn }: BucketCase): readonly Told[] {
  if ('unread' in found.notifications || queueArn === undefined || found.notifications.facts.hasEventBridge) {
    return [];
  }
  const rules = found.notifications.facts.rules.filter(({ target }) => target === queueArn);
  return known(found.sample, ({ keys }) => {
    const routed = keys.filter(key => isRouted(key, routes, found.bucket));
    const [unheard, ...more] = routed.filter(key => !isAnnounced(rules, key));
    if (unheard === undefined) {
      return [tell.fine(`${routed.length} files of mapped tables among ${keys.length} objects, all of them announced`)];
    }
    const url = objectUrl({ bucket: found.bucket, key: unheard });
    return [
      tell.problem(
        `${more.length + 1} of ${routed.length} files of mapped tables are not announced, ${url} for one`,
        `${REMEDY}; \`dms-loader reconcile s3://${found.bucket}/ --enqueue\` makes up for those that are there`,
      ),
    ];
  });
}

function isRouted(key: string, routes: Routes, bucket: string): boolean {
  const read = readKey(key);
  if (read === undefined || read.kind === 'stray') {
    return false;
  }
  const routed = routeKey(read, routes, bucket);
  return !(routed instanceof Error) && routed.kind !== 'ignored';
}

/** Where files are announced by another way, removals are too. */
function removals({ found, routes, queueArn, bucketFolders }: BucketCase): readonly Told[] {
  if ('unread' in found.notifications || queueArn === undefined || found.notifications.facts.hasEventBridge) {
    return [];
  }
  const rules = found.notifications.facts.rules.filter(({ target }) => target === queueArn);
  const sets = sourcesOf(routes, found.bucket).map(source =>
    [...routes.tables.values()].flatMap(table => likelyKeys(table, source, bucketFolders[0])),
  );
  const isHeard =
    rules.length > 0 && sets.every(set => set.some(keys => keys.every(key => isRemovalAnnounced(rules, key))));
  return isHeard
    ? [tell.fine('removals are announced')]
    : [
        tell.warning(
          'removals are not announced: a TRUNCATE or DROP at the source, which takes files away, goes unseen',
          `add ${REMOVED} to the events of the rules`,
        ),
      ];
}
