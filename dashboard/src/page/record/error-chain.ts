/** An error as the detail shows it: whatever shape it arrived in. */
export interface ErrorNode {
  type: string;
  message: string;
  code: string;
  stack: string;
  /** Members that have no place of their own. */
  extra: Record<string, unknown>;
  /** The errors of an AggregateError. */
  errors: ErrorNode[];
}

/** A hostile record may nest as deep as JSON.parse allows. */
const MOST_CAUSES = 20;
const MOST_NESTED = 4;
const MOST_ERRORS = 50;

const OWN_MEMBERS = new Set(['type', 'message', 'code', 'stack', 'cause', 'errors']);

/** The error and its causes, outermost first; empty when the record carries no error. */
export function readErrorChain(error: unknown, nesting = 0): ErrorNode[] {
  const chain: ErrorNode[] = [];
  let current = error;
  while (current !== undefined && current !== null && chain.length < MOST_CAUSES) {
    const node = readNode(current, nesting);
    chain.push(node);
    current = isObject(current) ? current['cause'] : undefined;
  }
  return chain;
}

function readNode(error: unknown, nesting: number): ErrorNode {
  if (!isObject(error)) return { type: '', message: asText(error), code: '', stack: '', extra: {}, errors: [] };
  const errors = Array.isArray(error['errors']) && nesting < MOST_NESTED ? error['errors'].slice(0, MOST_ERRORS) : [];
  return {
    type: asText(error['type']),
    message: asText(error['message']),
    code: asText(error['code']),
    stack: asText(error['stack']),
    extra: Object.fromEntries(Object.entries(error).filter(([name]) => !OWN_MEMBERS.has(name))),
    errors: errors.flatMap((one) => readErrorChain(one, nesting + 1)),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  // nest-winston sends a stack as a list of lines.
  if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value.join('\n');
  return JSON.stringify(value);
}
