import { didYouMean } from '../../domain/did-you-mean.ts';
import { LoaderError } from '../../domain/errors.ts';
import type { Routes } from '../../domain/object/route.ts';
import { sourceName } from '../../domain/object/table-name.ts';
import { type Table, targetName } from '../../domain/table/table.ts';

/**
 * The mapping that an operator names: by its target as it is written, or by its source without regard to case.
 * @throws LoaderError COMMAND_INVALID with the name that was probably meant, or for a target that several mappings fill
 */
export function namedTable({ tables }: Routes, name: string): Table {
  const all = [...tables.values()];
  const byTarget = all.filter(one => targetName(one) === name);
  const found = byTarget.length > 0 ? byTarget : all.filter(({ source }) => sourceName(source) === name.toUpperCase());
  const [table] = found;
  if (table === undefined) {
    throw unknown(name, all);
  }
  const others = all.filter(other => other !== table && targetName(other) === targetName(table));
  if (others.length > 0) {
    throw new LoaderError('COMMAND_INVALID', {
      value: name,
      reason: `is filled from several source tables (${[table, ...others].map(({ source }) => sourceName(source)).join(', ')}), whose rows cannot be told apart`,
      remedy: 'delete what is to go with SQL of your own',
    });
  }
  return table;
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
