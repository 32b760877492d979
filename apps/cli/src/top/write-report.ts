import { writeFile } from 'node:fs/promises';
import { type AccessReport, htmlReport, textReport } from '@log-monitor/access-report';
import type { Terminal } from '../command-line/command.js';
import type { TopArguments } from './top-arguments.js';

/** Writes a report to where it was asked for; to standard output when nowhere. @throws the error of the system */
export async function writeReport(
  report: AccessReport,
  output: TopArguments['output'],
  terminal: Terminal,
): Promise<void> {
  const text = formatted(report, output?.format ?? 'text');
  if (output?.path === undefined) terminal.out(text.trimEnd());
  else await writeFile(output.path, text);
}

function formatted(report: AccessReport, format: 'json' | 'html' | 'text'): string {
  if (format === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  return format === 'html' ? htmlReport(report) : textReport(report);
}
