import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** Git lists it where it is a link, unless an ignore pattern has no slash at its end. */
const MODULES = 'node_modules';

/** A copy of the tree as it is in this working folder; `node_modules` is a link. */
export interface Tree {
  readonly folder: string;
  remove(): void;
}

export function copyTree(root = ROOT): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'dms-loader-defect-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  const isCopied = (path: string): boolean => !['', MODULES].includes(path) && existsSync(join(root, path));
  for (const path of listed.split('\0').filter(isCopied)) {
    cpSync(join(root, path), join(folder, path));
  }
  symlinkSync(join(root, MODULES), join(folder, MODULES));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Patch {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/**
 * Changes one text of one file.
 * @throws Error when the text is not there exactly once: the list of defects is stale
 */
export function plant(folder: string, patch: Patch): void {
  const path = join(folder, patch.file);
  const parts = readFileSync(path, 'utf8').split(patch.find);
  if (parts.length !== 2) {
    throw new Error(`stale patch: ${patch.file} has ${parts.length - 1} times, not once: ${patch.find}`);
  }
  writeFileSync(path, parts.join(patch.replace));
}
