import { Recent } from '../memory/recent.js';
import { readHeadline } from './headline.js';
import { LONGEST_LINE, readStack, type StackedError } from './read-stack.js';

/** Stacks that are remembered: some kilobytes each. */
const MOST = 1000;
const LONGEST = 16 * 1024;
const FIRST_FRAME = /^\s{1,8}at \S/;
/** The line before the frames is a headline, and nothing that begins a traceback or a cause. */
const OTHER_HEAD =
  /^\s*(?:[|+]|at |File "|Caused by: |\[cause\]: |Wrapped by: |Suppressed: |\[errors\]: |.*Traceback \(|The above |During )/;

/**
 * Reads stacks, and remembers those that it has read: a program fails at the same places again and again, with other words in the first line. What it returns
 * is what {@link readStack} returns.
 */
export class StackMemory {
  /** Errors by the text after the first line; the first of them without its headline. */
  readonly #known = new Recent<readonly StackedError[]>(MOST);

  read(stack: string): readonly StackedError[] {
    const end = stack.indexOf('\n');
    const rest = stack.slice(end + 1);
    const isUsual = end > 0 && rest.length <= LONGEST && FIRST_FRAME.test(rest);
    const head = stack.slice(0, Math.max(0, end));
    if (!isUsual || head.trim() === '' || OTHER_HEAD.test(head)) return readStack(stack);
    const known = this.#known.get(rest) ?? this.#learn(rest);
    const [first, ...causes] = known;
    if (first === undefined) return readStack(stack);
    return [{ ...readHeadline(head.slice(0, LONGEST_LINE)), frames: first.frames }, ...causes];
  }

  #learn(rest: string): readonly StackedError[] {
    // A traceback tells its errors in another order.
    const errors = rest.includes('Traceback (') ? [] : readStack(rest);
    this.#known.set(rest, errors);
    return errors;
  }
}
