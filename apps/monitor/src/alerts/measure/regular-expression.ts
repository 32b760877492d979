import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

const require = createRequire(import.meta.url);
let engine: typeof RE2JS | undefined;

/**
 * A regular expression that people wrote, in RE2's syntax: time is linear in the text, whatever they wrote. The engine is loaded when the first rule has one.
 *
 * @throws RE2JSSyntaxException
 */
export function compileRegex(regex: string): { test(text: string): boolean } {
  engine ??= (require('re2js') as { RE2JS: typeof RE2JS }).RE2JS;
  return engine.compile(regex);
}

/** What is wrong with a regular expression; undefined: nothing. */
export function regexProblem(regex: string): string | undefined {
  try {
    compileRegex(regex);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
