import type { Command } from 'commander';
import type { CliCommand } from '../command.ts';
import { gathered } from '../where.ts';

const WHERE =
  'which letters; several have to hold together: judgement=poison, table=schema.table, prefix=s3://bucket/prefix, age>2h, error=ROW_BAD (or none), group=ROW_BAD-1f3a9c04 (or none), id=<message id>,<message id>';

function withChoice(command: Command): Command {
  return command
    .option('--where <condition>', WHERE, gathered)
    .option('--most <number>', 'letters to look at; 10,000 if it is not given');
}

const LETTER =
  '{ id, sentAt, judgement, act, why, objects: [{ object, target, judgement, why }], error: { code, group, message, times } }';

/** The messages that were given up. */
export const DLQ_COMMANDS: readonly CliCommand[] = [
  {
    name: 'dlq ls',
    json: `print one JSON document to stdout: { held, looked, isComplete, groups: [{ judgement, act, letters, oldestSentAt, targets, error: { code, group, text }, example, command }] }, with --letters { ..., letters: [${LETTER}] }`,
    declare: command =>
      withChoice(
        command.description(
          'judge every message of the dead-letter queue by ledger and bucket, and say what to do about it; hides messages only while it looks',
        ),
      ).option('--letters', 'list each message'),
    run: async call => (await import('../dlq/ls.ts')).runList(call),
  },
  {
    name: 'dlq show',
    json: `print one JSON document to stdout: { letter: ${LETTER}, body, files: [{ object, writes, removals }], command }`,
    declare: command =>
      command
        .description('show one message: its body, the judgement of each event, and what the ledger has of its objects')
        .argument('<id>', 'message id, or its beginning')
        .option('--most <number>', 'letters to look at; 10,000 if it is not given'),
    run: async call => (await import('../dlq/show.ts')).runShow(call),
  },
  {
    name: 'dlq redrive',
    json: `print one JSON document to stdout: { action, isDone, chosen, moved, left, refusalsCleared, stopped, notes, letters: [${LETTER}] }, with --all { action, isDone, held, moved, refusalsCleared, isNative, stopped }`,
    declare: command =>
      withChoice(
        command.description(
          'send messages back to the queue: forgets their refusals, sends, then deletes, so that a crash may duplicate and never loses',
        ),
      )
        .option('--all', 'everything, by a task of SQS itself; Ctrl-C cancels it')
        .option('--rate <number>', 'messages a second, 1 to 500')
        .option(
          '--stop-at-failures <percent>',
          'after each ten messages wait up to 15 s for how they end, and stop when more than so many percent have failed',
        )
        .option('--dry-run', 'say what would be done, and do nothing'),
    run: async call => (await import('../dlq/redrive.ts')).runRedrive(call),
  },
  {
    name: 'dlq drop',
    json: `print one JSON document to stdout: { action, isDone, reason, chosen, dropped, left, givenUp, stopped, letters: [${LETTER}], command }`,
    declare: command =>
      withChoice(
        command.description(
          'delete messages for good, and give up the files of theirs that failed, as give-up does; what they said is kept in the audit table, dms_loader.operator_action',
        ),
      )
        .option('--reason <text>', 'why, for the audit table')
        .option('--dry-run', 'say what would be done, and do nothing; so it is without --yes, too')
        .option('--yes', 'do it'),
    run: async call => (await import('../dlq/drop.ts')).runDrop(call),
  },
];
