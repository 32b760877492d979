import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from '../stack/process/run-child.js';
import { hasCode } from '../checkout/tool-error.js';
import { SUMMARY_FILE_VARIABLE, type TestSummary } from './summary-reporter.js';

/**
 * Runs vitest, and prints as the very last line `N passed, N failed` (`, N skipped` if any).
 *
 * @returns 0 if nothing failed.
 */
export async function runVitest(args: readonly string[]): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'log-monitor-tests-'));
  const file = path.join(folder, 'summary.json');
  const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporter = fileURLToPath(new URL('./summary-reporter.js', import.meta.url));
  try {
    const code = await runNode({
      args: [vitest, 'run', '--reporter=default', `--reporter=${reporter}`, ...args],
      env: { ...process.env, [SUMMARY_FILE_VARIABLE]: file },
    });
    return report(await read(file), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function read(file: string): Promise<TestSummary | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TestSummary;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function report(read: TestSummary | undefined, code: number): number {
  const summary = read ?? {
    passed: 0,
    failed: 1,
    skipped: 0,
    remarks: [`vitest ended with exit code ${code} before it ran the tests`],
  };
  if (code !== 0 && summary.failed === 0) {
    summary.failed = 1;
    summary.remarks.push(`vitest ended with exit code ${code} although no test failed`);
  }
  for (const remark of summary.remarks) console.log(remark);
  const skipped = summary.skipped > 0 ? `, ${summary.skipped} skipped` : '';
  console.log(`${summary.passed} passed, ${summary.failed} failed${skipped}`);
  return summary.failed === 0 ? 0 : 1;
}
