import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LoaderError } from '../domain/errors.ts';
import { makeRoutes, type Routes } from '../domain/object/route.ts';
import type { Source } from '../domain/table/source.ts';
import type { Table } from '../domain/table/table.ts';

/**
 * The tables and sources in force: those of `domain/tables/index.ts`, or of the module that LOADER_TABLES names, which
 * may lie anywhere.
 *
 * @throws LoaderError CONFIG_INVALID for a module that cannot be used; MAPPING_INVALID for a wrong mapping in it
 */
export async function loadRoutes(modulePath: string | undefined): Promise<Routes> {
  const name = modulePath ?? 'domain/tables/index.ts';
  const exports = await importModule(modulePath, name);
  const entries: unknown =
    typeof exports === 'object' && exports !== null ? Reflect.get(exports, 'default') : undefined;
  if (!Array.isArray(entries)) {
    throw unusable(name, 'has no array as its default export', 'end it with `export default [testProduct, ...];`');
  }
  const tables = entries.filter(isTable);
  const sources = entries.filter(isSource);
  const stranger = entries.findIndex(entry => !(isTable(entry) || isSource(entry)));
  if (stranger >= 0) {
    const reason = `exports something at position ${stranger + 1} that was not made by defineTable or defineSource`;
    throw unusable(name, reason, 'wrap it in defineTable({ source, target, key, columns })');
  }
  if (tables.length === 0) {
    throw unusable(name, 'exports no table', 'add what defineTable returns to its default export');
  }
  return { ...makeRoutes(tables, sources), module: modulePath };
}

async function importModule(modulePath: string | undefined, name: string): Promise<unknown> {
  if (modulePath !== undefined && !existsSync(modulePath)) {
    const absolute = resolve(modulePath);
    throw unusable(absolute, 'is not there', 'give the path of the module, absolute or from the current folder');
  }
  try {
    // The default is imported by a literal name, which a bundler can follow.
    return await (modulePath === undefined
      ? import('../domain/tables/index.ts')
      : import(pathToFileURL(modulePath).href));
  } catch (error) {
    if (error instanceof LoaderError || !(error instanceof Error)) {
      throw error;
    }
    const place = placeOf(error);
    const reason = `cannot be imported: ${error.message}${place === undefined ? '' : `, at ${place}`}`;
    const hint = place === undefined ? `; ${hintFor(error, modulePath ?? name)}` : '';
    throw unusable(name, reason, `correct the module${hint}`);
  }
}

/** Why Node cannot import a module shows in its code, or in what it says of the syntax. */
function hintFor(error: Error, path: string): string {
  return Reflect.get(error, 'code') === 'ERR_MODULE_NOT_FOUND'
    ? "a module outside the checkout imports from the checkout's own path (docs/add-a-table.md, section 6)"
    : `\`node --check ${path}\` names the line`;
}

/** Of a file in a stack: `file:///shop/tables.ts:3:20`, or `/shop/tables.ts:3` before a line of TypeScript. */
const PLACE = /(?<=file:\/\/|[\s(]|^)(?<place>\/[^\s():]+:\d+)/gu;

/** The first file and line that a stack names, this one left out. A syntax error in JavaScript has none. */
function placeOf({ stack = '', message }: Error): string | undefined {
  const places = [...stack.replace(message, '').matchAll(PLACE)].map(found => found.groups?.['place'] ?? '');
  return places.find(place => !place.startsWith(`${import.meta.filename}:`));
}

function unusable(path: string, reason: string, remedy: string): LoaderError {
  return new LoaderError('CONFIG_INVALID', { reason: `the module of tables ${path} ${reason}`, remedy });
}

/** By shape, not by class: a module outside the checkout may have a copy of this package of its own. */
function isTable(entry: unknown): entry is Table {
  return hasParts(entry, ['source', 'target', 'key', 'columns', 'fingerprint']);
}

function isSource(entry: unknown): entry is Source {
  return hasParts(entry, ['name', 'prefix', 'loadTime', 'ignore']);
}

function hasParts(entry: unknown, names: readonly string[]): boolean {
  return typeof entry === 'object' && entry !== null && names.every(name => Object.hasOwn(entry, name));
}
