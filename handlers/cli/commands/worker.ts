import type { CliCommand } from '../command.ts';

/** What goes on for long. */
export const WORKER_COMMANDS: readonly CliCommand[] = [
  {
    name: 'worker',
    json: 'tell a wrong start as JSON; work is logged as JSON lines with and without it',
    declare: command =>
      command.description('consume the queue until SIGTERM or SIGINT; what it does is logged as JSON lines'),
    run: async call => (await import('../worker.ts')).runWorkerCommand(call),
  },
];
