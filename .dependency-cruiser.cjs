'use strict';
// Who may import whom: handlers -> {pipeline, adapters} -> domain. `npm run check:layers` holds the code against it.

const NODE_BUILTIN = 'core';
const FROM_NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];
// What runs a program, a test runner or a tool starts; nothing imports these.
const ENTRIES = [
  '^handlers/(lambda|worker|cli)\\.ts$',
  '^bench/(main|children/measured-start)\\.ts$',
  '^infra/app\\.ts$',
  '^test/stack/demo/main\\.ts$',
  '^test/promises/check-(spec|facts)\\.ts$',
  '^test/defects/run\\.ts$',
  '^test/stack/global-[^/]+\\.ts$',
  '\\.test\\.ts$',
  '^[^/]+\\.(ts|cjs)$',
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one thing in two places: move what they share into a third file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'The import leads nowhere: correct the path, or add the package to package.json.',
      severity: 'error',
      from: {},
      // hyparquet exports its types beside its sources: `types.d.ts` has no `types.js`. tsc checks that import.
      to: { couldNotResolve: true, pathNot: '^hyparquet/src/types\\.js$' },
    },
    {
      name: 'domain-stands-alone',
      comment: 'The domain says what things mean; it knows no other layer. Pass it values, or give it a port to call.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: '^(handlers|pipeline|adapters|infra|bench)/' },
    },
    {
      name: 'domain-without-packages',
      comment:
        'The domain imports no npm package, so that it can be read, tested and kept without one. Put the package behind an adapter.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: FROM_NPM },
    },
    {
      name: 'domain-without-effects',
      comment: 'The domain is pure: of Node it uses hashes and byte buffers only; no file, no socket, no clock.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypes: [NODE_BUILTIN], pathNot: '^(node:)?(crypto|buffer)$' },
    },
    {
      name: 'pipeline-knows-ports-only',
      comment:
        'The pipeline is the order of effects and sees them as ports (domain/ports/): no adapter, no handler, no npm package.',
      severity: 'error',
      from: { path: '^pipeline/' },
      to: { path: '^(adapters|handlers|infra|bench)/' },
    },
    {
      name: 'pipeline-without-packages',
      comment: 'What a package does is an effect or a format: an adapter does it and the pipeline calls its port.',
      severity: 'error',
      from: { path: '^pipeline/' },
      to: { dependencyTypes: FROM_NPM },
    },
    {
      name: 'adapters-serve-the-domain',
      comment: 'An adapter implements a port of the domain and knows nothing of who calls it.',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^(pipeline|handlers|infra|bench)/' },
    },
    {
      name: 'adapters-side-by-side',
      comment: 'Adapters do not know each other: a handler wires them together (handlers/wire.ts).',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/', pathNot: '^adapters/$1/' },
    },
    {
      name: 'handlers-are-the-way-in',
      comment:
        'Handlers wire the program together; the templates of the infrastructure and the benchmarks look at them, not the other way.',
      severity: 'error',
      from: { path: '^handlers/' },
      to: { path: '^(infra|bench)/' },
    },
    {
      name: 'infra-reads-limits-only',
      comment:
        'The infrastructure takes timeouts and batch sizes from domain/limits.ts and names handlers by path; it runs none of the code.',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(domain|pipeline|adapters|handlers|bench)/', pathNot: '^domain/limits\\.ts$' },
    },
    {
      name: 'tests-stay-outside',
      comment: 'Code that is shipped must not need the tests: only tests and benchmarks import from test/.',
      severity: 'error',
      from: { pathNot: '^(test|bench)/|^[^/]+\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'no-development-package-in-production',
      comment: 'A dev dependency is not installed where the loader runs: move it to dependencies, or do without.',
      severity: 'error',
      from: { path: '^(handlers|pipeline|adapters|domain)/' },
      to: {
        dependencyTypes: ['npm-dev'],
        // Types vanish before anything runs.
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'no-orphan',
      comment: 'Nobody imports this file and it is no entry: wire it in or delete it.',
      severity: 'error',
      from: { orphan: true, pathNot: ENTRIES },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Type imports count: a layer that knows another's types knows it.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|dist|coverage)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
