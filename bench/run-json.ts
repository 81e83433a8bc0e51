import { execFile } from 'node:child_process';

/** Enough for a row of figures and the warnings of a Python interpreter. */
const MOST_OUTPUT_BYTES = 4 * 1024 * 1024;

const MOST_ERROR_LINES = 12;

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a program in a process of its own; gives the JSON document of its last line of output, and how long it ran. */
export async function runJson<Result>(program: Program): Promise<Result & { readonly processSeconds: number }> {
  const start = performance.now();
  const output = await run(program);
  const processSeconds = (performance.now() - start) / 1000;
  const result = JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Result;
  return { ...result, processSeconds };
}

/** Gives what the program writes to stdout. @throws Error with what it wrote to stderr */
export function run({ file, args, environment }: Program): Promise<string> {
  const options = { maxBuffer: MOST_OUTPUT_BYTES, env: { ...process.env, ...environment } };
  return new Promise((resolve, reject) => {
    execFile(file, [...args], options, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else {
        reject(
          new Error(`${file} failed:\n${stderr.trim().split('\n').slice(-MOST_ERROR_LINES).join('\n')}`, {
            cause: error,
          }),
        );
      }
    });
  });
}
