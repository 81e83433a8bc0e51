import type { CliCommand } from '../command.ts';

/** What looks at the wiring. */
export const DOCTOR_COMMANDS: readonly CliCommand[] = [
  {
    name: 'doctor',
    json: 'print one JSON document to stdout: { findings: [{ check, verdict: fine|warning|problem|unknown, what, remedy }], counts: { fine, unknown, warning, problem } }',
    declare: command =>
      command
        .description(
          'look at the wiring, from DMS to PostgreSQL, and say what is wrong and what mends it; changes nothing',
        )
        .option('--bucket <name...>', 'buckets to look at; without it, those that sources name')
        .option('--function <name>', 'the function that has to consume the queue; without it, whichever does')
        .addHelpText('after', NOTE),
    run: async call => (await import('../doctor/doctor.ts')).runDoctor(call),
  },
];

const NOTE = `
docs/doctor.md lists what it looks at, and the permissions that let it. It exits with 1 for a problem only: warnings, and
what could not be read, leave the exit code 0.
`;
