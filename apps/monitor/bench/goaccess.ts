import path from 'node:path';
import { measureReport, type ReportRun } from './report-run.js';

/**
 * What GoAccess makes of the same files: its figures in one report, none of the lines kept.
 *
 * @returns undefined when it is not installed
 */
export function measureGoAccess(files: readonly string[], lines: number): Promise<ReportRun | undefined> {
  const report = path.join(path.dirname(files[0] ?? ''), 'report.json');
  const argv = [...files, '--log-format=COMBINED', '--no-global-config', '--no-progress', '-o', report];
  return measureReport('goaccess', argv, lines);
}
