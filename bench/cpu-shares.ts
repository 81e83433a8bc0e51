/** What a process was at, out of a profile of V8 (`node --cpu-prof`). */

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** The format of a `.cpuprofile` file (Chrome DevTools Protocol, Profiler.Profile), as far as it is read. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Ids of the innermost functions, sample by sample. */
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

const UNKNOWN = 'Node.js and the rest';

/** The first that fits a function's name or file names its share. Functions of no file (zlib's, a copy of bytes) are their caller's. */
const SHARES: readonly (readonly [share: string, pattern: RegExp])[] = [
  ['waiting', /^\(idle\)$/u],
  ['garbage collection', /^\(garbage collector\)$/u],
  ['gunzip', /gunzip|inflate|zlib/iu],
  ['decode', /\/adapters\/parquet\/|hyparquet/u],
  ['S3 read', /\/adapters\/(?:s3|files)\/|aws-sdk|smithy|node:(?:internal\/)?(?:_?http|https)/u],
  ['encode', /\/adapters\/postgres\/copy\//u],
  ['send', /\/node_modules\/pg|\/adapters\/postgres\/|node:net|node:internal\/stream_base|node:internal\/streams/u],
  ['map', /\/domain\//u],
  ['start and imports', /node:internal\/modules|\(program\)|compileFunction/u],
];

/** Seconds by share. */
export function sharesOf({ nodes, samples, timeDeltas }: CpuProfile): Readonly<Record<string, number>> {
  const names = namesOf(nodes);
  const shares: Record<string, number> = {};
  for (const [at, id] of samples.entries()) {
    const share = names.get(id) ?? UNKNOWN;
    shares[share] = (shares[share] ?? 0) + (timeDeltas[at] ?? 0) / 1_000_000;
  }
  return shares;
}

/** The share of each function: its own, else that of whoever called it. */
function namesOf(nodes: readonly ProfileNode[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const names = new Map<number, string>();
  const inherit = (node: ProfileNode, share: string): void => {
    const own = shareOf(node) ?? share;
    names.set(node.id, own);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) {
        inherit(child, own);
      }
    }
  };
  const [root] = nodes;
  if (root !== undefined) {
    inherit(root, UNKNOWN);
  }
  return names;
}

function shareOf({ callFrame: { functionName, url } }: ProfileNode): string | undefined {
  return SHARES.find(([, pattern]) => pattern.test(url) || pattern.test(functionName))?.[0];
}
