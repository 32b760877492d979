import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../src/run/run.js';

const ROUNDS = 3;
const LINES = 300_000;
const GOAL = 100_000;

const folder = await mkdtemp(path.join(tmpdir(), 'generate-bench-'));

interface Subject {
  readonly name: string;
  readonly argv: readonly string[];
  readonly goal: number | undefined;
}

const file = path.join(folder, 'access.log');
const SUBJECTS: readonly Subject[] = [
  { name: 'nginx combined to a file', argv: ['-f', 'combined', '-o', file], goal: GOAL },
  { name: 'nginx combined to a file, rotated every 20 MB', argv: ['-f', 'combined', '-o', file, '--rotate', '20M'], goal: GOAL },
  { name: 'ingress-nginx to a file', argv: ['-f', 'ingress', '-o', file], goal: GOAL },
  { name: 'nginx JSON to a file', argv: ['-f', 'json', '-o', file], goal: GOAL },
  { name: 'Kong JSON to a file', argv: ['-f', 'kong-json', '-o', file], goal: undefined },
  { name: 'Kong custom_fmt in a fluentd wrapper to a file', argv: ['-f', 'kong', '--wrapper', 'fluentd', '-o', file], goal: undefined },
  { name: 'access and error log to two files', argv: ['-m', 'both', '-o', file, '--error-output', `${file}.errors`], goal: GOAL },
  { name: 'nginx combined to Kafka', argv: ['-f', 'combined', '-o', 'kafka:bench-web-logs'], goal: undefined },
]; // prettier-ignore

/** Lines per second of processor time: what one core does, also on a machine that others use. Best of the rounds. */
async function measure({ argv }: Subject): Promise<number> {
  const always = ['--from', '2026-11-20T00:00:00Z', '--to', '2026-11-27T00:00:00Z', '-n', String(LINES), '-r', '5000'];
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    await rm(file, { force: true });
    let said = '';
    const world = { environment: process.env, stdout: process.stdout, note: (line: string) => void (said = line) };
    const before = process.cpuUsage();
    const code = await run([...always, ...argv], world, new AbortController().signal);
    const { user, system } = process.cpuUsage(before);
    if (code !== 0 || !said.includes(' lines in ')) throw new Error(said);
    best = Math.min(best, user + system);
  }
  return Math.round((LINES / best) * 1e6);
}

try {
  const rows: (string | number)[][] = [];
  for (const subject of SUBJECTS) {
    const goal = subject.goal === undefined ? '–' : `≥ ${subject.goal.toLocaleString('en-US')}`;
    rows.push([subject.name, await measure(subject), goal]);
  }
  console.log(
    JSON.stringify({
      title: 'Generating access logs',
      method:
        `As fast as it can, on one core: drawing each request (moment, client, host, route, status, latency, upstreams), writing its line, ` +
        `and the sink. ${LINES.toLocaleString('en-US')} lines a round, best of ${ROUNDS} rounds, by processor time.`,
      columns: ['lines', 'lines/s', 'goal'],
      rows,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
