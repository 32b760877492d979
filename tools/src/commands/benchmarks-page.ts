import { z } from 'zod';

/**
 * What a benchmark prints as its last line on stdout, as JSON. Figures are numbers or text that the benchmark has made
 * from what it measured; nothing is added by hand.
 */
export const benchResultSchema = z.object({
  title: z.string().min(1).describe('heading of its section'),
  method: z.string().min(1).describe('what was measured and how, one paragraph'),
  columns: z.array(z.string()).min(1).describe('headings of the table'),
  rows: z
    .array(z.array(z.union([z.string(), z.number()])))
    .min(1)
    .describe('one array per row, as wide as the columns'),
  notes: z.array(z.string()).default([]).describe('limits of the measurement, one sentence each'),
});

export type BenchResult = z.infer<typeof benchResultSchema>;

/** Where and when a benchmark ran. */
export interface BenchRun {
  id: string;
  /** ISO date. */
  date: string;
  machine: string;
  result: BenchResult;
}

const HEAD = `# Benchmarks

Written by \`npm run bench\`; every figure comes from a run of the program that the section names, on the machine that it
names. \`npm run bench -- <name>\` measures one of them again and replaces its section.
`;

const SECTION = /<!-- begin ([\w-]+) -->\n[^]*?<!-- end \1 -->\n/g;

/** Puts the sections of these runs into the page, in place of their former ones, and leaves the others as they are. */
export function mergeBenchmarks(page: string, runs: readonly BenchRun[]): string {
  const sections = new Map<string, string>();
  for (const match of page.matchAll(SECTION)) sections.set(match[1] ?? '', match[0]);
  for (const run of runs) sections.set(run.id, section(run));
  const sorted = [...sections].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return [HEAD, ...sorted.map(([, text]) => text)].join('\n');
}

function section({ id, date, machine, result }: BenchRun): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return `<!-- begin ${id} -->
## ${result.title}

${result.method}

${row(result.columns)}
|${result.columns.map((_, column) => (isNumeric(result, column) ? ' ---: |' : ' --- |')).join('')}
${result.rows.map(row).join('\n')}

${result.notes.map((note) => `- ${note}\n`).join('')}${result.notes.length > 0 ? '\n' : ''}\`${id}\`, ${date.slice(0, 10)}, ${machine}
<!-- end ${id} -->
`;
}

function isNumeric(result: BenchResult, column: number): boolean {
  return result.rows.every((row) => typeof row[column] === 'number');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
  return value.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
