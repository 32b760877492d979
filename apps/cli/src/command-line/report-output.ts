import { rename, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { UsageError } from './arguments.js';
import type { Terminal } from './command.js';

const FORMATS: Readonly<Record<string, ReportFormat>> = { json: 'json', html: 'html', txt: 'text', text: 'text' };

export type ReportFormat = 'json' | 'html' | 'text';

/** Where a report goes, and as what; without a path to standard output. */
export interface ReportOutput {
  readonly format: ReportFormat;
  readonly path: string | undefined;
}

/**
 * Reads `json`, `html`, `text`, or a file whose name says which.
 *
 * @throws UsageError
 */
export function outputOf(text: string): ReportOutput {
  const named = FORMATS[text];
  if (named !== undefined) return { format: named, path: undefined };
  const format = FORMATS[extname(text).slice(1).toLowerCase()];
  if (format === undefined) throw new UsageError('--output is a file that ends with .json, .html or .txt.');
  return { format, path: text };
}

/**
 * Who reads the file meanwhile sees the old report or the new one.
 *
 * @throws the error of the system
 */
export async function writeOutput(text: string, path: string | undefined, terminal: Terminal): Promise<void> {
  if (path === undefined) return terminal.out(text.trimEnd());
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, text);
  await rename(part, path);
}
