import { readFileSync } from 'node:fs';

/** Memory that a process holds, in MiB. Linux only, as the fault tests are. */
export function residentMebibytes(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(match?.[1] ?? 0) / 1024);
}
