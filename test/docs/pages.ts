/** The pages of docs/ that are made from the code. `npm run docs` writes them; a test holds them against it. */
import type { Command } from 'commander';
import { type CatalogueEntry, ERROR_CATALOGUE } from '../../domain/error-catalogue/catalogue.ts';
import type { Verdict } from '../../domain/errors.ts';
import { makeProgram } from '../../handlers/cli/program.ts';
import { doctorPage } from './doctor-page.ts';

/** By their paths in the repository. */
export function pages(): Readonly<Record<string, string>> {
  return { 'docs/errors.md': errorsPage(), 'docs/cli.md': cliPage(), 'docs/doctor.md': doctorPage(MADE) };
}

const MADE = '<!-- Made from the code: npm run docs -->';

const KINDS: readonly (readonly [verdict: Verdict, heading: string, about: string])[] = [
  ['rejected', 'Rejected', 'The same bytes will always fail, until somebody mends something.'],
  ['failed', 'Failed', 'Circumstances: worth another try, which the queue brings by itself.'],
  ['missing', 'Missing', 'The object is not there.'],
  ['usage', 'Usage', 'Said wrongly by an operator or developer; no message is concerned.'],
];

function errorsPage(): string {
  const parts = KINDS.map(([verdict, heading, about]) =>
    [`## ${heading}`, about, ...ERROR_CATALOGUE.filter(entry => entry.verdict === verdict).map(entryText)].join('\n\n'),
  );
  return `${MADE}

# Errors

Every error of the loader has a code, which stays the same. Logs, the ledger (\`last_error_code\` of \`dms_loader.object_load\`), the
command line and the console name it; the text beside it names object, row, column, value, reason and remedy.
\`dms-loader dlq ls\` and the console group failures by code and text.

${parts.join('\n\n')}
`;
}

function entryText({ code, cause, data, remedy, next }: CatalogueEntry): string {
  return [`### ${code}`, `${cause}.`, `- **Data:** ${data}.\n- **Then:** ${next}.\n- **Remedy:** ${remedy}.`].join(
    '\n\n',
  );
}

function cliPage(): string {
  const program = makeProgram(() => Promise.resolve());
  const commands = leaves(program);
  return `${MADE}

# Command line

\`npx dms-loader <command>\` in a checkout. Every command ends with 0 when all is done and nothing is wrong, with 1 when it ran and found
or met a problem, with 2 for wrong usage or configuration. Answers go to stdout, progress and remarks to stderr; \`--json\` makes the answer
one JSON document. Colours and bars appear on a terminal only; \`NO_COLOR=1\` takes the colours away.

${commands.map(command => `- [\`${nameOf(command)}\`](#${nameOf(command).replaceAll(' ', '-')}): ${command.description()}`).join('\n')}

${commands.map(commandText).join('\n\n')}
`;
}

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function commandText(command: Command): string {
  let text = '';
  command.configureHelp({ helpWidth: 110 }).configureOutput({
    writeOut: part => {
      text += part;
    },
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return `## ${nameOf(command)}\n\n\`\`\`text\n${withoutCommon(text).trim()}\n\`\`\``;
}

/** What stands below every command's help stands at the head of the page. */
function withoutCommon(help: string): string {
  return help
    .split('\n')
    .filter(line => !(line.startsWith('With --json, a command that') || line.startsWith('Exit codes: 0')))
    .map(line => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/gu, '\n\n');
}
