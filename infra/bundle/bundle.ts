/** The Lambda function as a folder of plain JavaScript that needs no node_modules: `index.mjs`, its chunks and source maps. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HANDLER = 'handlers/lambda.ts';
const TABLES = join(ROOT, 'domain/tables/index.ts');

export interface BundleOptions {
  /** Emptied before. */
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
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { index: HANDLER },
    outdir: resolve(folder),
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // What is imported when first used stays a file of its own: import takes a third of that of one file with all.
    splitting: true,
    // The AWS SDK's ES modules, of which unused parts are left out: 150 KB less than of its CommonJS.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: REQUIRE },
    plugins: tables === undefined ? [] : [tablesFrom(resolve(tables))],
    metafile: true,
    logLevel: 'silent',
  });
  return metafile;
}

/** esbuild hands it to Go, which knows no flag `u`. */
const TABLES_IMPORT = /\/tables\/index\.ts$/;

/** Puts another module in the place of `domain/tables/index.ts`, as LOADER_TABLES does where nothing is bundled. */
function tablesFrom(path: string): Plugin {
  return {
    name: 'tables',
    setup({ onResolve }) {
      onResolve({ filter: TABLES_IMPORT }, ({ path: wanted, resolveDir }) =>
        resolve(resolveDir, wanted) === TABLES ? { path } : undefined,
      );
    },
  };
}
