import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type FingerprintInput, fingerprintOf } from '../src/index.js';

interface Labelled extends FingerprintInput {
  /** The problem; after `@` the build, when a bundle has taken the names of files away: pairs of two builds are not judged. */
  label: string;
}

const NAMES = ['node', 'python', 'java', 'lines', 'demo'] as const;

function read(name: string): Labelled[] {
  const text = readFileSync(path.join(import.meta.dirname, 'corpus', `${name}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Labelled);
}

/** Of all pairs of errors: how many that met are one problem (precision), how many of one problem met (recall). */
function judge(errors: readonly Labelled[]): { precision: number; recall: number } {
  const keys = errors.map((error) => fingerprintOf(error).key);
  const labels = errors.map(({ label }) => label.split('@') as [string, string?]);
  let met = 0;
  let apart = 0;
  let wrong = 0;
  for (let right = 1; right < errors.length; right += 1) {
    for (let left = 0; left < right; left += 1) {
      const isMet = keys[left] === keys[right];
      if (labels[left]?.[0] !== labels[right]?.[0]) wrong += isMet ? 1 : 0;
      else if (labels[left]?.[1] !== labels[right]?.[1]) continue;
      else if (isMet) met += 1;
      else apart += 1;
    }
  }
  return { precision: met / (met + wrong), recall: met / (met + apart) };
}

it.each(NAMES)('%s: precision and recall by pairs', (name) => {
  const errors = read(name);
  const { precision, recall } = judge(errors);
  console.log(`${name}: ${errors.length} errors, precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`);
  expect(precision).toBeGreaterThanOrEqual(0.98);
  expect(recall).toBeGreaterThanOrEqual(0.98);
});

it('holds over all of them, at least 1,500 errors', () => {
  const errors = NAMES.flatMap(read);
  const { precision, recall } = judge(errors);
  const problems = new Set(errors.map(({ label }) => label)).size;
  console.log(
    `all: ${errors.length} errors of ${problems} problems, precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}`,
  );
  expect(errors.length).toBeGreaterThanOrEqual(1500);
  expect(precision).toBeGreaterThanOrEqual(0.98);
  expect(recall).toBeGreaterThanOrEqual(0.98);
});
