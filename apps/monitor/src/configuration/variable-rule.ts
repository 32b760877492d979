import type { z } from 'zod';

/** What a variable must look like, and what it is for. */
export interface VariableRule {
  schema: z.ZodType<unknown, string>;
  /** What is taken when the variable is not set; undefined: nothing. */
  fallback?: string;
  /** The variable also has a `…_FILE` form and is never printed. */
  secret?: boolean;
  about: string;
}
