import { describe, expect, it } from 'vitest';
import type { FunctionFacts, MappingFacts } from '../../../domain/doctor/facts.ts';
import { FUNCTION } from '../../../domain/doctor/function-checks.ts';
import { MAPPINGS } from '../../../domain/doctor/mapping-checks.ts';
import { FUNCTION_FACTS, MAPPING_FACTS, told } from '../../factories/wiring.ts';

describe('an event source mapping', () => {
  const look = (check: string, wrong: Partial<MappingFacts> = {}): string =>
    told(MAPPINGS, check, { mappings: [{ ...MAPPING_FACTS, ...wrong }], functionName: undefined }).join('\n');

  it.each(['enabled', 'partial-batch', 'batch-size', 'filter', 'concurrency'])('is fine as it should be: %s', check => {
    expect(look(check)).toMatch(/^fine/);
  });

  it.each<[string, Partial<MappingFacts>, RegExp]>([
    ['enabled', { state: 'Disabled' }, /^problem.*--uuid a1b2 --enabled$/],
    ['partial-batch', { reportsFailures: false }, /^problem.*ReportBatchItemFailures$/],
    ['batch-size', { batchSize: 11 }, /^warning.*--batch-size 10$/],
    ['filter', { hasFilter: true }, /^problem.*--filter-criteria/],
    ['concurrency', { mostConcurrent: undefined }, /^warning.*MaximumConcurrency=/],
  ])('is told of with its remedy: %s %j', (check, wrong, text) => {
    expect(look(check, wrong)).toMatch(text);
  });

  it('may be missing where a worker consumes, and not where a function is named', () => {
    expect(told(MAPPINGS, 'enabled', { mappings: [], functionName: undefined }).join()).toMatch(/^fine.*worker/);
    expect(told(MAPPINGS, 'enabled', { mappings: [], functionName: 'load' }).join()).toMatch(
      /^problem.*create-event-source-mapping --function-name load/,
    );
  });
});

describe('a function', () => {
  const look = (check: string, wrong: Partial<FunctionFacts> = {}, own: readonly [string, string][] = []): string =>
    told(FUNCTION, check, {
      found: { ...FUNCTION_FACTS, ...wrong },
      environment: new Map([['DATABASE_URL', 'd1'], ...own]),
    }).join('\n');
  const variables = (...more: readonly [string, string][]): Partial<FunctionFacts> => ({
    environment: new Map([...FUNCTION_FACTS.environment, ...more]),
  });

  it.each(['timeout', 'memory', 'runtime', 'needed', 'environment'])('is fine as it should be: %s', check => {
    expect(look(check)).toMatch(/^fine/);
  });

  it.each<[string, Partial<FunctionFacts>, RegExp]>([
    ['timeout', { timeoutSeconds: 13 }, /^problem.*--timeout 300$/],
    ['timeout', { timeoutSeconds: 299 }, /^warning.*--timeout 300$/],
    ['memory', { memoryMib: 511 }, /^warning.*--memory-size 512$/],
    ['memory', { memoryMib: 1024, loaderMemoryMib: 1025 }, /^problem.*--memory-size 1025/],
    ['runtime', { runtime: 'nodejs20.x' }, /^warning.*--runtime nodejs24\.x$/],
    ['needed', { environment: new Map([['DATABASE_URL', 'd1']]) }, /^problem.*no QUEUE_URL/],
  ])('is told of with its remedy: %s %j', (check, wrong, text) => {
    expect(look(check, wrong)).toMatch(text);
  });

  it('in an image has no runtime to be held against', () => {
    expect(look('runtime', { runtime: undefined })).toBe('');
  });

  it('has other settings than this environment, which are told by name only', () => {
    const text = look('environment', variables(['LOADER_RUN_ROWS', 'd3']), [
      ['DATABASE_URL', 'd9'],
      ['LOADER_RECEIVE_LIMIT', 'd4'],
    ]);
    expect(text).toMatch(/^warning.*: DATABASE_URL, LOADER_RECEIVE_LIMIT, LOADER_RUN_ROWS;/);
    expect(text).not.toMatch(/d[1349]/);
  });

  it('may have tables, memory and log level of its own, and need not share what only a worker has', () => {
    const text = look('environment', variables(['LOADER_TABLES', 'd5'], ['LOADER_LOG_LEVEL', 'd6']), [
      ['LOADER_MEMORY_MB', 'd7'],
      ['LOADER_WORKER_CONCURRENCY', 'd8'],
    ]);
    expect(text).toMatch(/^fine/);
  });
});
