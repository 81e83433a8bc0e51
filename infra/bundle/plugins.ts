/** What esbuild has to be told while it bundles. Its filters are run by Go, which knows no flag `u`. */
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const HTTP = /^(?:node:)?http$/;
const TABLES_IMPORT = /\/tables\/index\.ts$/;

/**
 * To import node:http reads all that it exports, WebSocket among it, for which Node loads undici: 25 ms of processor time,
 * a tenth of a cold start up to the commit. As a plain object only what is used is read.
 */
export const leanHttp: Plugin = {
  name: 'lean-http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: HTTP }, () => ({ path: 'node:http', namespace: 'lean' }));
    onLoad({ filter: HTTP, namespace: 'lean' }, () => ({
      contents: "module.exports = process.getBuiltinModule('node:http');",
    }));
  },
};

/** Puts a module in the place of another, that of the tables, as LOADER_TABLES does where nothing is bundled. Both paths are absolute. */
export function tablesFrom(path: string, replaced: string): Plugin {
  return {
    name: 'tables',
    setup({ onResolve }) {
      onResolve({ filter: TABLES_IMPORT }, ({ path: wanted, resolveDir }) =>
        resolve(resolveDir, wanted) === replaced ? { path } : undefined,
      );
    },
  };
}
