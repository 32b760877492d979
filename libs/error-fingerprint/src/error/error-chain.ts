import type { Frame } from '../stack/frame.js';
import type { StackedError } from '../stack/read-stack.js';
import type { ErrorDetail } from './error-detail.js';

/** An error or one of its causes, from what the record says and what the text of its stack says. */
export interface ChainedError {
  type: string;
  code: string;
  message: string;
  /** The newest first; those of libraries too. */
  frames: readonly Frame[];
  members: readonly ErrorDetail[];
}

/** A cause deeper than this is not followed: chains can be circles. */
const DEEPEST = 20;
/** Of longer chains the first errors and the root cause count. */
const MOST_LINKS = 5;

/**
 * @param readStack reads the text of a stack
 * @returns the error itself first, the root cause last; at most five
 */
export function errorChain(error: ErrorDetail, readStack: (stack: string) => readonly StackedError[]): ChainedError[] {
  const chain: ChainedError[] = [];
  let next: ErrorDetail | undefined = error;
  for (let depth = 0; next !== undefined && depth < DEEPEST; depth += 1) {
    const stacked: readonly StackedError[] = typeof next.stack === 'string' ? readStack(next.stack) : [];
    chain.push(link(next, stacked[0]));
    const { cause }: ErrorDetail = next;
    if (!isDetail(cause)) for (const inner of stacked.slice(1)) chain.push(link({}, inner));
    next = isDetail(cause) ? cause : undefined;
  }
  return chain.length <= MOST_LINKS ? chain : [...chain.slice(0, MOST_LINKS - 1), chain.at(-1) as ChainedError];
}

function link(detail: ErrorDetail, stacked: StackedError | undefined): ChainedError {
  const message = textOf(detail.message);
  return {
    type: textOf(detail.type) || (stacked?.type ?? ''),
    code: textOf(detail.code),
    message: message === '' && detail.message === undefined ? (stacked?.message ?? '') : message,
    frames: stacked?.frames ?? [],
    members: Array.isArray(detail.errors) ? detail.errors.filter(isDetail) : [],
  };
}

/** A record's members are what a stranger sent: a cause may be any JSON. */
function isDetail(value: unknown): value is ErrorDetail {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
