import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hasCode } from '../../checkout/tool-error.js';

/**
 * A process as it can be recognised later. The number alone is not enough: it is reused, quickly so in a container,
 * and a signal sent to a reused number ends a stranger.
 */
export interface ProcessIdentity {
  pid: number;
  /** Opaque start mark; null where the system gives none, in which case the process is never taken for ours. */
  startedAt: string | null;
}

/** Fields of /proc/<pid>/stat after the command name (which may itself hold spaces and brackets); index 0 is the state. */
export function readLinuxStat(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
}

function startMark(pid: number): string | null {
  if (process.platform === 'linux') {
    const fields = readLinuxStat(pid);
    // A zombie has ended; only its exit code waits to be collected.
    if (!fields || fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
  }
  // Windows tells no start time without a slow tool; there a number alone has to do.
  if (process.platform === 'win32') return answersSignalZero(pid) ? 'running' : null;
  try {
    const out = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return out === '' || out.startsWith('Z') ? null : out.replace(/^\S+\s+/, '');
  } catch {
    // ps exits with 1 when there is no such process.
    return null;
  }
}

/** The identity of a running process, to be written into a file. */
export function identify(pid: number): ProcessIdentity {
  return { pid, startedAt: startMark(pid) };
}

/** True while exactly this process, not a later one with the same number, is running. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identity.startedAt !== null && startMark(identity.pid) === identity.startedAt;
}

/** The process that a file names; undefined if there is no such file, or one that a killed process wrote half. */
export function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return undefined;
    if (typeof value.pid !== 'number' || typeof value.startedAt !== 'string') return undefined;
    return { pid: value.pid, startedAt: value.startedAt };
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function answersSignalZero(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
