import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const COLLECTOR = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const LINES = Number(process.env['LINES'] ?? 5_000_000);
const GOAL_PER_CORE = 200_000;
const IDLE_FILES = 100;
/** Deliveries without lines are closed after a minute. */
const UNTIL_IDLE_MS = 70_000;
const IDLE_MS = 20_000;
/** Of /proc: processor time is counted in hundredths of a second. */
const TICK_MS = 10;

const folder = await mkdtemp(path.join(tmpdir(), 'collect-bench-'));

interface Usage {
  cpuMs: number;
  peakMib: number;
}

/** What a process has taken so far; undefined when it has ended. */
function usageOf({ pid }: ChildProcess): Usage | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' '); // prettier-ignore
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (peak === undefined) return undefined;
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, peakMib: Number(peak) / 1024 };
  } catch {
    return undefined;
  }
}

function collect(...args: string[]): ChildProcess {
  const own = ['--state', path.join(folder, `state-${args.length}`), '--topic', 'bench-lines'];
  return spawn(process.execPath, [COLLECTOR, ...own, ...args], { stdio: 'ignore' });
}

function line(n: number): string {
  return `203.0.113.${n % 250} - - [27/Nov/2026:10:00:00 +0000] "GET /orders/${n} HTTP/1.1" 200 ${n % 5000} "-" "curl/8.11.1"\n`;
}

async function writeLog(file: string): Promise<void> {
  const stream = createWriteStream(file);
  for (let n = 0; n < LINES; n += 10_000) {
    const text = Array.from({ length: Math.min(10_000, LINES - n) }, (_, index) => line(n + index)).join('');
    if (!stream.write(text)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

async function imports(): Promise<(string | number)[][]> {
  const file = path.join(folder, 'access.log');
  await writeLog(file);
  const began = performance.now();
  const child = collect(file, '--once');
  let usage: Usage = { cpuMs: 0, peakMib: 0 };
  const timer = setInterval(() => (usage = usageOf(child) ?? usage), 50);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  const seconds = (performance.now() - began) / 1000;
  return [
    ['import: lines/s', Math.round(LINES / seconds), '–'],
    ['import: lines/s of processor time', Math.round((LINES / usage.cpuMs) * 1000), `≥ ${GOAL_PER_CORE.toLocaleString('en-US')}`],
    ['import: peak memory, MiB', Math.round(usage.peakMib), '–'],
  ]; // prettier-ignore
}

async function idles(): Promise<(string | number)[][]> {
  const logs = path.join(folder, 'idle');
  mkdirSync(logs);
  const files = Array.from({ length: IDLE_FILES }, (_, n) => path.join(logs, `site${n}.log`));
  for (const file of files) writeFileSync(file, line(1));
  const child = collect(...files);
  await wait(UNTIL_IDLE_MS);
  const before = usageOf(child);
  await wait(IDLE_MS);
  const after = usageOf(child);
  child.kill('SIGTERM');
  await once(child, 'exit');
  if (before === undefined || after === undefined) throw new Error('the collector has ended');
  const share = (100 * (after.cpuMs - before.cpuMs)) / IDLE_MS;
  return [
    [`${IDLE_FILES} files that rest: % of a core`, Number(share.toFixed(2)), '≤ 1'],
    [`${IDLE_FILES} files that rest: peak memory, MiB`, Math.round(after.peakMib), '–'],
  ];
}

try {
  const rows = [...(await imports()), ...(await idles())];
  console.log(
    JSON.stringify({
      title: 'Collecting access logs',
      method: `A collector of its own sends a file of ${LINES.toLocaleString('en-US')} lines to a broker on the same machine and waits for all acknowledgements; then another one follows ${IDLE_FILES} files in which nothing happens. Processor time and memory are those of the collector alone.`,
      columns: ['collector', 'measured', 'goal'],
      rows,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
