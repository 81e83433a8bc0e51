/** The ledger and the targets as this package and the mappings want them. */
import type { Area } from './area.ts';
import type { DatabaseFacts } from './database-facts.ts';
import { type Told, tell } from './finding.ts';

const MIGRATE = 'run `dms-loader migrate` as the owner of the tables';

export const LEDGER: Area<DatabaseFacts> = {
  name: 'ledger',
  needs: ['usage of schema dms_loader', 'select on dms_loader.schema_version'],
  checks: [
    { name: 'version', asks: 'the migrations of this package', judge: version },
    { name: 'rights', asks: 'rights to read and write its tables', judge: ledgerRights },
  ],
};

export const TARGETS: Area<DatabaseFacts> = {
  name: 'targets',
  needs: ['usage of the schemas of the targets'],
  checks: [
    { name: 'fit', asks: 'a target for each mapping that holds its values and has its key', judge: fit },
    {
      name: 'constraints',
      asks: 'no unique constraint that is checked row by row, besides the key',
      judge: constraints,
    },
    { name: 'rights', asks: 'rights to read and write each target', judge: targetRights },
    { name: 'evolve', asks: 'ownership of targets whose mapping adds columns', judge: evolve },
  ],
};

function version({ ledger }: DatabaseFacts): readonly Told[] {
  const missing = ledger.expected.filter(each => !ledger.versions.includes(each));
  const newer = ledger.versions.filter(each => !ledger.expected.includes(each));
  if (ledger.versions.length === 0) {
    return [tell.problem('there is no ledger, or the role may not see it', MIGRATE)];
  }
  if (missing.length > 0) {
    return [tell.problem(`the ledger lacks migration ${missing.join(', ')} of this package`, MIGRATE)];
  }
  return newer.length > 0
    ? [
        tell.warning(
          `the ledger has migration ${newer.join(', ')}, of a newer package than this one`,
          'update this installation, so that all consumers are of one version',
        ),
      ]
    : [tell.fine(`the ledger has all ${ledger.expected.length} migrations of this package`)];
}

function ledgerRights({ ledger, role }: DatabaseFacts): readonly Told[] {
  return ledger.missingRights.length === 0
    ? [tell.fine(`${role} may read and write it`)]
    : [
        tell.problem(
          `${role} may not ${ledger.missingRights.join(', ')}`,
          `grant usage on schema dms_loader to "${role}"; grant select, insert, update, delete on all tables in schema dms_loader to "${role}"`,
        ),
      ];
}

function fit({ targets }: DatabaseFacts): readonly Told[] {
  return targets.map(({ target, fault }) =>
    fault === undefined ? tell.fine(`${target} fits its mapping`) : tell.problem(fault.reason, fault.remedy),
  );
}

function constraints({ targets }: DatabaseFacts): readonly Told[] {
  return targets.flatMap(({ notes }) =>
    notes.map(note => tell.warning(note, 'docs/bad-rows.md says what becomes of such files')),
  );
}

function targetRights({ targets, role }: DatabaseFacts): readonly Told[] {
  return targets.map(({ target, missingRights }) =>
    missingRights.length === 0
      ? tell.fine(`${role} may read and write ${target}`)
      : tell.problem(
          `${role} may not ${missingRights.join(', ')} on ${target}`,
          `grant ${missingRights.join(', ')} on ${target} to "${role}"`,
        ),
  );
}

function evolve({ targets, role }: DatabaseFacts): readonly Told[] {
  return targets
    .filter(({ cannotEvolve }) => cannotEvolve)
    .map(({ target }) =>
      tell.warning(
        `the contract of ${target} is evolve, and ${role} is no owner of it: files with new columns fail`,
        `alter table ${target} owner to "${role}", or grant its owner’s role to "${role}"`,
      ),
    );
}
