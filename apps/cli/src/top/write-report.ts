import { type AccessReport, htmlReport, textReport } from '@log-monitor/access-report';
import type { Terminal } from '../command-line/command.js';
import { type ReportFormat, writeOutput } from '../command-line/report-output.js';
import type { TopArguments } from './top-arguments.js';

/** Writes a report to where it was asked for; to standard output when nowhere. @throws the error of the system */
export async function writeReport(
  report: AccessReport,
  output: TopArguments['output'],
  terminal: Terminal,
): Promise<void> {
  await writeOutput(formatted(report, output?.format ?? 'text'), output?.path, terminal);
}

function formatted(report: AccessReport, format: ReportFormat): string {
  if (format === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  return format === 'html' ? htmlReport(report) : textReport(report);
}
