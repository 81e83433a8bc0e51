/** The function that loads: its time, memory and runtime, and its environment against this one's. */
import { DEFAULT_MEMORY_MIB, FUNCTION_TIMEOUT_SECONDS, RUN_LEAST_SECONDS, STOP_MARGIN_SECONDS } from '../limits.ts';
import type { Area } from './area.ts';
import type { FunctionFacts } from './facts.ts';
import { type Told, tell } from './finding.ts';

export interface FunctionCase {
  readonly found: FunctionFacts;
  /** Of this process: name of each variable, and the fingerprint of its value. */
  readonly environment: ReadonlyMap<string, string>;
}

/** What the bundle is built for (package.json, engines; infra/bundle). */
const RUNTIME = 'nodejs24.x';

/** Nothing is begun with less left (domain/limits.ts). */
const USELESS_SECONDS = STOP_MARGIN_SECONDS + RUN_LEAST_SECONDS;

export const FUNCTION: Area<FunctionCase> = {
  name: 'function',
  needs: ['lambda:GetFunctionConfiguration', 'lambda:GetFunctionConcurrency'],
  checks: [
    { name: 'timeout', asks: `a timeout of ${FUNCTION_TIMEOUT_SECONDS} s`, judge: timeout },
    { name: 'memory', asks: `${DEFAULT_MEMORY_MIB} MB, and no larger LOADER_MEMORY_MB`, judge: memory },
    { name: 'runtime', asks: `the runtime ${RUNTIME}`, judge: runtime },
    { name: 'needed', asks: 'DATABASE_URL and QUEUE_URL in its environment', judge: needed },
    {
      name: 'environment',
      asks: 'the settings of this environment; values are compared by digest',
      judge: environment,
    },
  ],
};

function configure({ name }: FunctionFacts, option: string): string {
  return `aws lambda update-function-configuration --function-name ${name} ${option}`;
}

function timeout({ found }: FunctionCase): readonly Told[] {
  const seconds = found.timeoutSeconds;
  const remedy = configure(found, `--timeout ${FUNCTION_TIMEOUT_SECONDS}`);
  if (seconds <= USELESS_SECONDS) {
    const what = `${found.name} has ${seconds} s, and begins nothing with less than ${USELESS_SECONDS} s left: it loads nothing`;
    return [tell.problem(what, remedy)];
  }
  return seconds < FUNCTION_TIMEOUT_SECONDS
    ? [
        tell.warning(
          `${found.name} has ${seconds} s; it was measured with ${FUNCTION_TIMEOUT_SECONDS}, and files of transactions and of atomic tables have to fit`,
          remedy,
        ),
      ]
    : [tell.fine(`${found.name} has ${seconds} s`)];
}

function memory({ found }: FunctionCase): readonly Told[] {
  const { memoryMib, loaderMemoryMib, name } = found;
  if (loaderMemoryMib !== undefined && loaderMemoryMib > memoryMib) {
    const what = `${name} has ${memoryMib} MB, and its LOADER_MEMORY_MB says ${loaderMemoryMib}: large files will end it`;
    return [tell.problem(what, configure(found, `--memory-size ${loaderMemoryMib}, or unset LOADER_MEMORY_MB`))];
  }
  return memoryMib < DEFAULT_MEMORY_MIB
    ? [
        tell.warning(
          `${name} has ${memoryMib} MB: files with large pages are refused that ${DEFAULT_MEMORY_MIB} MB would take, and it has less of a processor`,
          configure(found, `--memory-size ${DEFAULT_MEMORY_MIB}`),
        ),
      ]
    : [tell.fine(`${name} has ${memoryMib} MB`)];
}

/** An image has no runtime of Lambda's. */
function runtime({ found }: FunctionCase): readonly Told[] {
  if (found.runtime === undefined) {
    return [];
  }
  return found.runtime === RUNTIME
    ? [tell.fine(`${found.name} runs on ${RUNTIME}`)]
    : [
        tell.warning(
          `${found.name} runs on ${found.runtime}; the loader is tested on ${RUNTIME}`,
          configure(found, `--runtime ${RUNTIME}`),
        ),
      ];
}

function needed({ found }: FunctionCase): readonly Told[] {
  const missing = ['DATABASE_URL', 'QUEUE_URL'].filter(variable => !found.environment.has(variable));
  return missing.length === 0
    ? [tell.fine(`${found.name} has DATABASE_URL and QUEUE_URL`)]
    : [
        tell.problem(
          `${found.name} has no ${missing.join(' and no ')}: each of its calls fails`,
          'set what is missing in the environment of the function',
        ),
      ];
}

/** The bundle has the tables in it, a function knows its memory, and how a worker works is no concern of it. */
const OWN = /^LOADER_(?:TABLES|MEMORY_MB|LOG_LEVEL|WORKER_.*|OBJECT_SECONDS)$/u;
const COMPARED = /^(?:LOADER_.*|DATABASE_URL|QUEUE_URL)$/u;

function environment({ found, environment: own }: FunctionCase): readonly Told[] {
  const names = new Set([...found.environment.keys(), ...own.keys()]);
  const differing = [...names]
    .filter(name => COMPARED.test(name) && !OWN.test(name) && found.environment.get(name) !== own.get(name))
    .filter(name => name.startsWith('LOADER_') || (found.environment.has(name) && own.has(name)))
    .toSorted((a, b) => a.localeCompare(b));
  return differing.length === 0
    ? [tell.fine(`${found.name} has the settings of this environment`)]
    : [
        tell.warning(
          `${found.name} has other values than this environment: ${differing.join(', ')}; what else is said here may not hold for it`,
          'give both the same values, or run doctor with those of the function',
        ),
      ];
}
