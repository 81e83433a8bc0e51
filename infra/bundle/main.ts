/** `npm run bundle`: writes the Lambda function into a folder and tells how large it is, and of what. */
import { parseArgs } from 'node:util';
import { bundleLambda, ROOT } from './bundle.ts';
import { type BundleSize, sizeOf } from './report.ts';

const USAGE = `npm run bundle [-- options]
  --tables <path>   module whose default export lists the tables, in place of domain/tables/index.ts
  --folder <path>   where the bundle goes; its chunks/ is emptied before (default: dist/lambda)
`;

const NAMED_PARTS = 12;

async function main(): Promise<string> {
  const { values } = parseArgs({
    options: {
      tables: { type: 'string' },
      folder: { type: 'string', default: 'dist/lambda' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return USAGE;
  }
  const metafile = await bundleLambda({ folder: values.folder, tables: values.tables });
  return told(await sizeOf(metafile, ROOT), values.folder);
}

function told({ bytes, gzippedBytes, startBytes, parts }: BundleSize, folder: string): string {
  const rest = parts.slice(NAMED_PARTS).reduce((total, part) => total + part.bytes, 0);
  const lines = [...parts.slice(0, NAMED_PARTS), { name: 'all else', bytes: rest }].map(
    part => `${inKilobytes(part.bytes).padStart(10)}  ${part.name}`,
  );
  return `${folder}/index.mjs, export handler: ${inKilobytes(bytes)} with its chunks (gzip ${inKilobytes(gzippedBytes)}), of which ${inKilobytes(startBytes)} are loaded at start; the rest when first used

${lines.join('\n')}
`;
}

function inKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} KB`;
}

try {
  process.stdout.write(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 1;
}
