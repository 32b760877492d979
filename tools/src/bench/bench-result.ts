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
