import { Writable } from 'node:stream';
import { run } from '../../src/run/run.js';

/** What a run of the command has written and said. */
export interface RunResult {
  readonly code: number;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** Runs the command in this process. */
export async function runGenerator(
  argv: readonly string[],
  options: {
    readonly signal?: AbortSignal;
    readonly environment?: Record<string, string>;
    readonly note?: (line: string) => void;
  } = {},
): Promise<RunResult> {
  const chunks: Buffer[] = [];
  const notes: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const world = {
    environment: options.environment ?? {},
    stdout,
    note: (line: string): void => {
      notes.push(line);
      options.note?.(line);
    },
  };
  const code = await run(argv, world, options.signal ?? new AbortController().signal);
  return { code, lines: linesOf(Buffer.concat(chunks).toString()), notes };
}

/** Lines of a text that ends with a line end. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  return text.slice(0, -1).split('\n');
}
