import type { CliCommand } from '../command.ts';

/** What goes over a bucket. */
export const RECONCILE_COMMANDS: readonly CliCommand[] = [
  {
    name: 'reconcile',
    json: 'print one JSON document to stdout: { place, isFine, startedAt, graceSeconds, since, until, objects, sizeBytes, writes, problems, counts: { kind: number }, findings: { kind: [{ object, eTag, sizeBytes, at, why, error }] }, tables: [{ target, found, problems }], enqueued: { isDone, messages } }; up to 100 findings of a kind',
    declare: command =>
      command
        .description('hold a bucket against the ledger: what is missing, changed, gone, stuck or set aside')
        .argument(
          '<prefix>',
          's3://bucket/prefix; all keys that begin with it, so that s3://b/erp covers erp_old/, too',
        )
        .option('--since <time>', 'only what was written then or later: 2026-01-31T12:00:00Z, or how long ago, 2d')
        .option('--until <time>', 'only what was written before')
        .option('--grace <duration>', 'what is younger is on its way: 90s, 15m, 2h', '15m')
        .option('--rows', 'hold the rows of the targets against the ledger, too')
        .option('--enqueue', 'send a message for each object that is missing or changed, as S3 would have; at once')
        .option('--rate <number>', 'with --enqueue: messages a second at most')
        .option('--dry-run', 'with --enqueue: say what would be sent, and send nothing')
        .addHelpText('after', RECONCILE_TERMS),
    run: async call => (await import('../reconcile/reconcile.ts')).runReconcile(call),
  },
];

const RECONCILE_TERMS = `
It ends with 2 if there is nothing below the prefix, neither in the bucket nor in the ledger: it is mistyped, or DMS has not
written yet. It ends with 1 if there is any of these:
  missing        of a mapped table and not in the ledger: its notification was lost, or never sent
  changed        written again since it was loaded, and that write is not in the ledger
  gone-unloaded  never loaded, and not in the bucket any more
  stuck          failed, refused or loaded in part, and not tried again within the grace
  quarantined    loaded, with rows that are set aside still
No problem: loaded; on-its-way (younger than the grace); given-up (by give-up or dlq drop, and not written since); gone
(loaded, then removed from the bucket); pruned (not in the ledger, and written below the floor of its target, which prune,
sweep and truncate raise); unmapped, ignored, no-data; outside (of --since and --until, which go by LastModified; the whole prefix is listed all the same).

--rows reads each target once, in LOADER_OBJECT_SECONDS at most. It shows that each target is there and fits its mapping, that
no row is of a load which the ledger does not know, that no load has more rows than it brought, and that all changes of
the newest load are there, as rows or tombstones. It does not show that rows of older loads stand, as newer ones may have
replaced them, nor what their values are.

--enqueue sends what is found meanwhile, and the objects stay problems of this call: the next one says whether they were
loaded. Sent twice, they are loaded once. It needs s3:ListBucket on the bucket, and sqs:SendMessage on the queue.
`;
