/**
 * Plants each defect of defects.ts in a copy of the tree and looks whether the named test finds it: `npm run check:defects`.
 * First the same tests must be green without a defect. Two copies are at work at a time. Words on the command line choose
 * defects by parts of their names.
 */
import { DEFECTS, type Defect } from './defects.ts';
import { faultsUnpatched, judge, type Verdict } from './judge.ts';
import { copyTree, plant } from './patched-tree.ts';
import { runTests, type Told } from './run-tests.ts';

const AT_ONCE = 2;

/** Runs the tests that the defects name in a copy that has the planted ones. */
async function inCopy(defects: readonly Defect[], planted: readonly Defect[]): Promise<readonly Told[]> {
  const tree = copyTree();
  try {
    for (const defect of planted) {
      plant(tree.folder, defect);
    }
    const [files, titles] = [defects.map(({ found }) => found.by), defects.map(({ found }) => found.title)];
    return await runTests(tree.folder, { files, titles });
  } finally {
    tree.remove();
  }
}

async function tryOne(defect: Defect): Promise<Verdict> {
  try {
    return judge(defect, await inCopy([defect], [defect]));
  } catch (error) {
    return { isFound: false, says: error instanceof Error ? error.message : String(error) };
  }
}

async function tryAll(defects: readonly Defect[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const waiting = [...defects.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      verdicts[next[0]] = await tryOne(next[1]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return verdicts;
}

function line({ name, found }: Defect, verdict: Verdict | undefined): string {
  const by = verdict?.isFound === true ? `${found.by}: ${verdict.says}` : `MISSED: ${verdict?.says}`;
  return `${String(DEFECTS.findIndex(defect => defect.name === name) + 1).padStart(2)}  ${name.padEnd(48)}  ${by}`;
}

async function main(words: readonly string[]): Promise<void> {
  const chosen = DEFECTS.filter(({ name }) => words.length === 0 || words.some(word => name.includes(word)));
  const faults = faultsUnpatched(chosen, await inCopy(chosen, []));
  for (const fault of faults) {
    console.error(fault);
  }
  const verdicts = faults.length > 0 ? [] : await tryAll(chosen);
  for (const [at, defect] of faults.length > 0 ? [] : chosen.entries()) {
    console.log(line(defect, verdicts[at]));
  }
  const count = verdicts.filter(({ isFound }) => isFound).length;
  console.log(`${count} of ${chosen.length} found`);
  process.exitCode = count === chosen.length ? 0 : 1;
}

await main(process.argv.slice(2));
