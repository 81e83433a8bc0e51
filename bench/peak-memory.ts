import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';
const PEAK = /^VmHWM:\s+(\d+) kB$/mu;

/**
 * The most memory that this process had resident, in MiB. Not `resourceUsage().maxRSS` where it can be helped: on Linux that
 * begins with what the parent had at the time of the fork (it outlives exec), so a large parent would be measured.
 */
export function peakMemoryMib(): number {
  const kib = existsSync(STATUS) ? PEAK.exec(readFileSync(STATUS, 'utf8'))?.[1] : undefined;
  return (kib === undefined ? process.resourceUsage().maxRSS : Number(kib)) / 1024;
}
