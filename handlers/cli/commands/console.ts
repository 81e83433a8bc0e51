import type { CliCommand } from '../command.ts';

/** The pages for operators. */
export const CONSOLE_COMMANDS: readonly CliCommand[] = [
  {
    name: 'console',
    json: 'print one JSON document to stdout once it serves: { url, needsToken, isReadOnly }',
    declare: command =>
      command
        .description(
          'serve pages that show what is loaded, late or failed, and redrive dead letters, until SIGTERM or SIGINT',
        )
        .option('--port <number>', 'port to listen on, 0 to 65535; 0 takes a free one', '8642')
        .option(
          '--host <address>',
          'address to listen on; one that other machines reach is served with a token only',
          '127.0.0.1',
        )
        .option(
          '--token <text>',
          'what each request has to bring, 16 characters or more; other users of this machine can read it here, so set LOADER_CONSOLE_TOKEN instead',
        )
        .option('--read-only', 'show, and change nothing')
        .addHelpText('after', CONSOLE_TERMS),
    run: async call => (await import('../console.ts')).runConsole(call),
  },
];

const CONSOLE_TERMS = `
It speaks HTTP without TLS: reach it from elsewhere through an SSH tunnel, or behind a proxy that has a certificate.
Dead letters are shown where QUEUE_URL and DEAD_LETTER_QUEUE_URL are set. docs/console.md shows every page.
`;
