/** How large a bundle is, and of what. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';

/** Bytes of JavaScript, source maps left out. */
export interface BundleSize {
  readonly bytes: number;
  readonly gzippedBytes: number;
  /** Of what the import of the handler alone loads. */
  readonly startBytes: number;
  /** Largest first: npm packages, and our own folders down to the second level. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

const PACKAGE = /^.*node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)/u;
const OWN = /^(?<name>[^/]+\/[^/]+)\//u;

/** @param root what the paths of the metafile count from */
export async function sizeOf(metafile: Metafile, root: string): Promise<BundleSize> {
  const written = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.mjs'));
  const texts = await Promise.all(written.map(([path]) => readFile(join(root, path))));
  const parts = new Map<string, number>();
  for (const [, { inputs }] of written) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = partOf(path);
      parts.set(name, (parts.get(name) ?? 0) + bytesInOutput);
    }
  }
  return {
    bytes: sum(texts.map(text => text.length)),
    gzippedBytes: sum(texts.map(text => gzipSync(text).length)),
    startBytes: sum(startFiles(metafile).map(path => metafile.outputs[path]?.bytes ?? 0)),
    parts: [...parts].map(([name, bytes]) => ({ name, bytes })).toSorted((a, b) => b.bytes - a.bytes),
  };
}

/** The entry, and every file that it imports without waiting for a first use. */
function startFiles({ outputs }: Metafile): string[] {
  const found = new Set(Object.keys(outputs).filter(path => outputs[path]?.entryPoint?.endsWith('/lambda.ts')));
  // A set hands out what is added to it meanwhile, too.
  for (const path of found) {
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) {
        found.add(imported);
      }
    }
  }
  return [...found];
}

function partOf(path: string): string {
  return PACKAGE.exec(path)?.groups?.['name'] ?? OWN.exec(path)?.groups?.['name'] ?? path;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
