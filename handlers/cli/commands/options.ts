/** Options that several commands have. */
import type { Command } from 'commander';

/** The arguments of commands that go over files. */
export function withFiles(command: Command): Command {
  return command
    .argument(
      '<files...>',
      'paths of files and folders; s3://bucket/key, or s3://bucket/prefix/ with a slash at its end',
    )
    .option('--as <url>', 'identity of a local file, s3://bucket/key; with --root a prefix, s3://bucket/prefix/')
    .option('--root <folder>', 'the key of a local file is the prefix plus its path below this folder')
    .option(
      '--written-at <time>',
      'when DMS wrote the LOAD files, as 2026-01-31T12:00:00Z; without it their LastModified or modification times count, which are wrong for copies',
    );
}

/** A command that changes tables does so with `--yes` only. */
export function withConsent(command: Command): Command {
  return command
    .option('--dry-run', 'say what would be done, and do nothing; so it is without --yes, too')
    .option('--yes', 'do it');
}
