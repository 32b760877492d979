import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const LOOK_MS = 20;
/** Of /proc: processor time is counted in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** What a program took that makes a report of a file. */
export interface ReportRun {
  linesPerSecond: number;
  /** Of all its threads, microseconds a line. */
  processorMicroseconds: number;
  /** Bytes. */
  highestRss: number;
}

/**
 * Runs a program to its end.
 *
 * @param lines that it reads
 * @returns undefined when it is not installed
 * @throws Error when it fails
 */
export async function measureReport(
  program: string,
  argv: readonly string[],
  lines: number,
): Promise<ReportRun | undefined> {
  const started = performance.now();
  const child = spawn(program, argv, { stdio: ['ignore', 'ignore', 'inherit'] });
  let highestRss = 0;
  let seconds = 0;
  const look = setInterval(() => {
    try {
      highestRss = Math.max(highestRss, highestBytes(child.pid ?? 0));
      seconds = processorSeconds(child.pid ?? 0);
    } catch {
      // It has just ended, or was never there.
    }
  }, LOOK_MS);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`${program} ended with ${code}`);
    return {
      linesPerSecond: lines / ((performance.now() - started) / 1000),
      processorMicroseconds: (seconds * 1e6) / lines,
      highestRss,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    clearInterval(look);
  }
}

/** Highest resident memory of a process. */
export function highestBytes(pid: number): number {
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}

/** Processor time that a process has taken, in the kernel and outside of it. */
export function processorSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; what follows begins with field 3.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
