import type { Output } from '../../handlers/cli/output.ts';

/** What a command said: its last answer, and its lines of progress with the remarks below them. */
export interface Said {
  text: string;
  document: unknown;
  readonly progress: string[];
}

/** An output that keeps what it is told, without colours and bars. */
export function keptOutput({ isJson = false } = {}): { readonly output: Output; readonly said: Said } {
  const said: Said = { text: '', document: undefined, progress: [] };
  const output: Output = {
    isJson,
    progress: (line, remarks = []) => void said.progress.push(line, ...remarks),
    answer: (text, document) => void Object.assign(said, { text, document }),
    paint: (_, text) => text,
    bar: () => ({ at: () => undefined, end: () => undefined }),
  };
  return { output, said };
}
