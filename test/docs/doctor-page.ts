import type { Area, Check } from '../../domain/doctor/area.ts';
import { AREAS } from '../../domain/doctor/diagnose.ts';

/** docs/doctor.md: every check, what it asks for and what lets it be read. */
export function doctorPage(made: string): string {
  return `${made}

# What the doctor looks at

\`dms-loader doctor\` reads the wiring from DMS to PostgreSQL and changes nothing. Each finding names its check, \`<area>.<check>\`, and what
mends it. It exits with 1 for a problem; warnings, and what could not be read, leave the exit code 0, so that \`--json\` tells more. Each part is
read by itself: where AWS refuses one, its checks are \`unknown\`, and the finding names the permission. Values of a function's environment
are compared by digest and never shown. A queue without a function is a worker's.

It says what these credentials may read, which are not those of the function. What it does not look at: the policies of KMS keys, rules
of EventBridge and subscriptions of SNS behind the bucket, DMS tasks and their settings ([dms-facts.md](dms-facts.md) lists those).

${AREAS.map(areaText).join('\n\n')}
`;
}

function areaText({ name, needs, checks }: Pick<Area<never>, 'name' | 'needs' | 'checks'>): string {
  return [`## ${name}`, `Needs ${needs.map(need => `\`${need}\``).join(', ')}.`, tableOf(checks)].join('\n\n');
}

function tableOf(checks: readonly Check<never>[]): string {
  return ['| Check | Asks for |', '|---|---|', ...checks.map(({ name, asks }) => `| \`${name}\` | ${asks} |`)].join(
    '\n',
  );
}
