import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/** What a run came to. */
export interface TestSummary {
  passed: number;
  failed: number;
  skipped: number;
  /** Why something counts as failed or skipped, one line each, where vitest's own report does not say it. */
  remarks: string[];
}

/** Names the file into which the summary goes, for the process that started vitest. */
export const SUMMARY_FILE_VARIABLE = 'LOG_MONITOR_TEST_SUMMARY_FILE';

/**
 * Counts for the last line of `npm test`. Stricter than vitest in two ways: a file that could not be loaded and an error
 * outside any test each count as one failure, and a test that is skipped without saying why is a failure too.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env[SUMMARY_FILE_VARIABLE];
    if (!file) return;
    const summary: TestSummary = { passed: 0, failed: 0, skipped: 0, remarks: [] };
    /** Tests by the reason for which they were skipped. */
    const skips = new Map<string, number>();
    for (const module of modules) countModule(module, summary, skips);
    for (const [reason, count] of skips) {
      summary.skipped += count;
      summary.remarks.push(`${count} skipped: ${reason}`);
    }
    for (const error of unhandled) {
      summary.failed++;
      summary.remarks.push(`failed outside any test: ${String(error.message)}`);
    }
    writeFileSync(file, JSON.stringify(summary));
  }
}

function countModule(module: TestModule, summary: TestSummary, skips: Map<string, number>): void {
  const errors = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
  for (const error of errors) {
    summary.failed++;
    summary.remarks.push(`failed: ${module.relativeModuleId}: ${error.message}`);
  }
  for (const test of module.children.allTests()) countTest(test, summary, skips);
}

function countTest(test: TestCase, summary: TestSummary, skips: Map<string, number>): void {
  const result = test.result();
  if (result.state === 'passed') {
    summary.passed++;
  } else if (result.state === 'failed') {
    summary.failed++;
  } else if (result.state === 'skipped' && result.note) {
    skips.set(result.note, (skips.get(result.note) ?? 0) + 1);
  } else {
    summary.failed++;
    summary.remarks.push(
      `not run, and no reason given by skip(reason): ${test.module.relativeModuleId} > ${test.fullName}`,
    );
  }
}
