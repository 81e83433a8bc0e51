/**
 * V8 takes memory as long as there is some: what a load has left behind lies about until a heap that grows and grows is
 * full. Measured: 200 MiB at 100,000 rows and 320 at 1,000,000, of which no more than 40 were in use; bounded, 170 to 180 at
 * either, for no CPU time that could be told. (Half of the room for new objects: 160 MiB, and 15 % more CPU time at 100,000
 * rows.) A process sets the bounds for itself, since a Lambda function has no
 * command line; both flags are read anew at each collection.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const MEBIBYTE = 1024 * 1024;
/** Of what survives a collection, how much may be added before the next one. V8 adds up to 300 %. */
const GROWTH_PERCENT = 50;
/** Of the process's memory, for new objects. Below 8 MiB a batch does not fit, and is collected again and again. */
const SHARE_OF_NEW = 1 / 16;
const LEAST_NEW_MIB = 8;
/** A heap grows within some batches. */
const LOOK_AGAIN_MS = 10;

let isBounded = false;

/** Holds the heap of this process, which may have so many MiB in all, close to what is in use. */
export function boundHeap(memoryMib: number): void {
  if (isBounded) {
    return;
  }
  isBounded = true;
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  const mostBytes = Math.max(LEAST_NEW_MIB, Math.floor(memoryMib * SHARE_OF_NEW)) * MEBIBYTE;
  // The flag for the largest size is of no effect any more; so it is kept from doubling when it is large enough.
  const look = setInterval(() => {
    if (newBytes() >= mostBytes) {
      setFlagsFromString('--semi-space-growth-factor=1');
      clearInterval(look);
    }
  }, LOOK_AGAIN_MS);
  look.unref();
}

function newBytes(): number {
  return getHeapSpaceStatistics().find(space => space.space_name === 'new_space')?.space_size ?? 0;
}
