import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeAccessLog } from './access-load.js';
import { measureGoAccess } from './goaccess.js';
import { measureReport, type ReportRun } from './report-run.js';

const LINES = Number(process.env['BENCH_LINES'] ?? 1_000_000);
/** The bench runs as a bundle in a folder next to its source. */
const CLI = fileURLToPath(new URL('../../../cli/bin/log-monitor.mjs', import.meta.url));

const folder = await mkdtemp(path.join(tmpdir(), 'top-bench-'));

async function measureTop(file: string, lines: number): Promise<ReportRun> {
  const report = path.join(folder, 'top.json');
  const run = await measureReport(process.execPath, [CLI, 'top', '-i', file, '-o', report], lines);
  const { total } = JSON.parse(await readFile(report, 'utf8')) as { total: { requests: number } };
  if (run === undefined || total.requests !== lines) throw new Error(`${total.requests} requests of ${lines} lines`);
  return run;
}

const small = path.join(folder, 'small.log');
const file = path.join(folder, 'access.log');
await writeAccessLog(small, LINES / 10);
const bytes = await writeAccessLog(file, LINES);
const few = await measureTop(small, LINES / 10);
const goAccess = await measureGoAccess([file], LINES);
const top = await measureTop(file, LINES);
await rm(folder, { recursive: true });

const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
const megabytes = (size: number): number => round(size / 1024 / 1024);
const peer = (figure: (run: ReportRun) => number): number | string =>
  goAccess === undefined ? 'goaccess is not installed' : figure(goAccess);
console.log(
  JSON.stringify({
    title: 'Terminal monitor: a report of a log file',
    method: `\`log-monitor top -i access.log -o report.json\` and GoAccess read the same file one after the other: ${LINES.toLocaleString('en-US')} lines of one day in nginx's format "combined" (${round(bytes / LINES)} bytes on average, 20,000 clients, two paths of three asked for once). From the start of the process to its end; the file is in the system's cache. Both reports have hosts, paths, clients, status codes, browsers, systems and referrers; ours has route templates as well.`,
    columns: ['what', 'log-monitor top', 'GoAccess', 'unit', 'goal'],
    rows: [
      ['speed', round(top.linesPerSecond), peer((run) => round(run.linesPerSecond)), 'lines/s', '≥ 300,000, and GoAccess'],
      ['processor time', round(top.processorMicroseconds, 2), peer((run) => round(run.processorMicroseconds, 2)), 'µs/line', ''],
      ['highest RSS', megabytes(top.highestRss), peer((run) => megabytes(run.highestRss)), 'MB', 'flat'],
      ['highest RSS, a tenth of the lines', megabytes(few.highestRss), '', 'MB', ''],
    ],
  }),
); // prettier-ignore
