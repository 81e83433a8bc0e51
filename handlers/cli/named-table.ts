import { didYouMean } from '../../domain/did-you-mean.ts';
import { LoaderError } from '../../domain/errors.ts';
import type { Routes } from '../../domain/object/route.ts';
import { sourceName } from '../../domain/object/table-name.ts';
import { type Table, targetName } from '../../domain/table/table.ts';

/**
 * The mapping that an operator names: by its target as it is written, or by its source without regard to case.
 * @throws LoaderError COMMAND_INVALID with the name that was probably meant, or for a target that several mappings fill
 */
export function namedTable(routes: Routes, name: string): Table {
  const [table, ...others] = namedMappings(routes, name);
  if (others.length > 0) {
    throw new LoaderError('COMMAND_INVALID', {
      value: name,
      reason: `is filled from several source tables (${[table, ...others].map(({ source }) => sourceName(source)).join(', ')}), whose rows cannot be told apart`,
      remedy: 'delete what is to go with SQL of your own',
    });
  }
  return table;
}

/**
 * All mappings that fill the target which an operator names as above.
 * @throws LoaderError COMMAND_INVALID with the name that was probably meant
 */
export function namedMappings({ tables }: Routes, name: string): readonly [Table, ...Table[]] {
  const all = [...tables.values()];
  const byTarget = all.find(one => targetName(one) === name);
  const table = byTarget ?? all.find(({ source }) => sourceName(source) === name.toUpperCase());
  if (table === undefined) {
    throw unknown(name, all);
  }
  return [table, ...all.filter(other => other !== table && targetName(other) === targetName(table))];
}

function unknown(name: string, all: readonly Table[]): LoaderError {
  const names = all.map(targetName);
  const meant = didYouMean(name, [...names, ...all.map(({ source }) => sourceName(source))]);
  return new LoaderError('COMMAND_INVALID', {
    value: name,
    reason: 'is no mapped table',
    remedy: meant === undefined ? `name one of ${names.join(', ')}` : `did you mean ${meant}?`,
  });
}
