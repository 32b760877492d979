import { expect, it } from 'vitest';
import { mergeBenchmarks, type BenchRun } from '../src/commands/benchmarks-page.js';

function run(id: string, figure: number): BenchRun {
  return {
    id,
    date: '2026-11-21T07:00:00.000Z',
    machine: '2 cores',
    result: {
      title: `The ${id}`,
      method: 'Measured.',
      columns: ['case', 'records/s'],
      rows: [['a|b', figure]],
      notes: ['One run.'],
    },
  };
}

it('replaces the section that was measured again, keeps the others and their order', () => {
  const first = mergeBenchmarks('', [run('transport', 1), run('ingest', 2)]);
  const second = mergeBenchmarks(first, [run('transport', 30_000.5)]);
  expect(second).toContain('| a\\|b | 30,000.5 |');
  expect(second).not.toContain('| a\\|b | 1 |');
  expect(second).toContain('| a\\|b | 2 |');
  expect(second.indexOf('The ingest')).toBeLessThan(second.indexOf('The transport'));
  expect(mergeBenchmarks(second, [])).toBe(second);
});
