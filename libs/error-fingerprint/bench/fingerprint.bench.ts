import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type FingerprintInput, fingerprintOf } from '@log-monitor/error-fingerprint';
import { NASTY_TEXTS } from '../test/nasty-texts.js';

const ROUNDS = 7;
const PER_ROUND = 20_000;
const MAX_MS = 10;

const folder = import.meta.dirname.replace(/\.bundle-[^/]*$/, '');

function corpus(name: string): FingerprintInput[] {
  const text = readFileSync(path.join(folder, '..', 'test', 'corpus', `${name}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FingerprintInput);
}

/** 30 frames, every fifth of the application. */
function deepStack(index: number): FingerprintInput {
  const frames = Array.from({ length: 30 }, (_, at) =>
    at % 5 === 0
      ? `    at async OrderService.step${'abcdef'.charAt(at / 5)} (/srv/release-${index}/dist/orders/order.service.js:${at + index}:17)`
      : `    at Layer.handle [as handle_request] (/srv/release-${index}/node_modules/.pnpm/express@4.21.2/node_modules/express/lib/router/layer.js:${at}:5)`,
  );
  const message = `order ${index} was not found`;
  const stack = [`NotFoundError: ${message}`, ...frames].join('\n');
  return { message, error: { type: 'NotFoundError', message, stack } };
}

const SUBJECTS = [
  { name: 'messages without a stack', goal: 100_000, inputs: corpus('lines') },
  { name: 'stacks of 30 frames', goal: 30_000, inputs: Array.from({ length: 500 }, (_, index) => deepStack(index)) },
  { name: 'errors of Node with their causes', goal: undefined, inputs: corpus('node') },
  { name: 'tracebacks of Python', goal: undefined, inputs: corpus('python') },
  { name: 'stacks of Java with their causes', goal: undefined, inputs: corpus('java') },
];

/** Fingerprints per second of processor time: what one core does, also on a machine that others use. Best of the rounds after warming up. */
function perSecond(inputs: readonly FingerprintInput[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    let made = 0;
    for (; made < PER_ROUND; made += inputs.length) for (const input of inputs) fingerprintOf(input);
    const { user, system } = process.cpuUsage(before);
    if (round > 0) best = Math.min(best, (user + system) / made);
  }
  return Math.round(1e6 / best);
}

/** The longest time that one input of 256 KiB takes, in milliseconds: the best of five, after warming up. */
function slowest(): number {
  const took = NASTY_TEXTS.map((text) => {
    const input = { message: text, error: { type: text, message: text, stack: text, code: text } };
    const times = Array.from({ length: 6 }, () => {
      const from = performance.now();
      fingerprintOf(input);
      return performance.now() - from;
    });
    return Math.min(...times.slice(1));
  });
  return Math.max(...took);
}

const rows = SUBJECTS.map(({ name, goal, inputs }) => [
  name,
  perSecond(inputs),
  goal === undefined ? '–' : `≥ ${goal.toLocaleString('en-US')}`,
]);

console.log(
  JSON.stringify({
    title: 'Fingerprints of errors',
    method:
      'From what a record carries to the key of its problem and its hash, on one core: the text of the stack read, paths and names normalised, causes followed, messages masked. ' +
      `The errors are those of the package’s fixture; a round makes ${PER_ROUND.toLocaleString('en-US')}, best of ${ROUNDS - 1}, by processor time.`,
    columns: ['errors', 'fingerprints/s', 'goal'],
    rows,
    notes: [
      `The slowest of ${NASTY_TEXTS.length} hostile inputs, 256 KiB in each member of the error: ${slowest().toFixed(1)} ms (goal: at most ${MAX_MS} ms).`,
    ],
  }),
);
