import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROUNDS = 3;
const LINES = 500_000;
const GOAL = 100_000;

const here = import.meta.dirname.replace(/\.bundle-[^/]*$/, '');
const program = path.join(here, '..', 'dist', 'main.js');
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

/** Lines per second by the clock, of the program's own account; best of the rounds. */
async function measure({ argv }: Subject): Promise<number> {
  let best = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    await rm(file, { force: true });
    const { stderr } = await promisify(execFile)(process.execPath, [
      program,
      '--from',
      '2026-11-20T00:00:00Z',
      '--to',
      '2026-11-27T00:00:00Z',
      '-n',
      String(LINES),
      '-r',
      '5000',
      ...argv,
    ]);
    const [, lines, perSecond] = /^(\d+) lines in [\d.]+ s \((\d+) per second\)/m.exec(stderr) ?? [];
    if (Number(lines) < LINES || (argv.includes(file) && (await stat(file)).size === 0)) throw new Error(stderr);
    best = Math.max(best, Number(perSecond));
  }
  return best;
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
        `The program in a process of its own, as fast as it can: drawing each request (moment, client, host, route, status, latency, upstreams), writing its line, ` +
        `and the sink. ${LINES.toLocaleString('en-US')} lines a round, best of ${ROUNDS} rounds, by the clock.`,
      columns: ['lines', 'lines/s', 'goal'],
      rows,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
