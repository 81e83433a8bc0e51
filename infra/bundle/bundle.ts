/** The Lambda function as a folder of plain JavaScript that needs no node_modules: `index.mjs`, its chunks and source maps. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { leanHttp, tablesFrom } from './plugins.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TABLES = join(ROOT, 'domain/tables/index.ts');
const HANDLER = 'handlers/lambda.ts';
const CHUNKS = 'chunks';

export interface BundleOptions {
  /** What is in its `chunks/` is removed before. */
  readonly folder: string;
  /** Module of the tables, in place of `domain/tables/index.ts`; its path counts from the current folder. */
  readonly tables?: string | undefined;
}

/** Packages written as CommonJS, such as pg, call `require` for Node's own modules; an ES module has none. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Writes the bundle.
 * @returns what esbuild tells of each file that it wrote, and of each that went into it; paths count from the checkout
 * @throws the error of esbuild, which names file, line and column, when a module cannot be found or read
 */
export async function bundleLambda({ folder, tables }: BundleOptions): Promise<Metafile> {
  await rm(join(folder, CHUNKS), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: HANDLER },
    outdir: resolve(folder),
    outExtension: { '.js': '.mjs' },
    chunkNames: `${CHUNKS}/[name]-[hash]`,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // What is imported when first used stays a file of its own; in one file with all else it nearly doubles the time of import.
    splitting: true,
    // The AWS SDK's ES modules, of which unused parts are left out: 150 KB less than of its CommonJS.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: REQUIRE },
    plugins: [leanHttp, ...(tables === undefined ? [] : [tablesFrom(resolve(tables), TABLES)])],
    metafile: true,
    logLevel: 'silent',
  });
  return metafile;
}
