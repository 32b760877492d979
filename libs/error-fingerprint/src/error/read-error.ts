import { storable } from '../message/storable.js';
import { type ChainedError, errorChain } from './error-chain.js';
import type { ErrorDetail } from './error-detail.js';
import { type ErrorParts, errorParts } from './error-parts.js';
import type { StackedError } from '../stack/read-stack.js';

/** What an error adds to its fingerprint, whatever the log call said. */
export interface ReadError {
  /** The error itself; undefined when there is none. */
  chained: ChainedError | undefined;
  /** In the order of their weight. */
  parts: readonly string[];
  hasFrames: boolean;
  hasCode: boolean;
  /** The newest frame that says where it happened. */
  culprit: string | null;
  /** Errors of the chain, the error itself included. */
  links: number;
}

/** Of each part: so that a long sentence does not push the causes out of the key. */
const LONGEST_PART = 600;
const NO_ERROR: ReadError = {
  chained: undefined,
  parts: [],
  hasFrames: false,
  hasCode: false,
  culprit: null,
  links: 0,
};

/**
 * @param error undefined when the record has none
 * @param readStack reads the text of a stack
 */
export function readError(
  error: ErrorDetail | undefined,
  readStack: (stack: string) => readonly StackedError[],
): ReadError {
  if (error === undefined) return NO_ERROR;
  const chain = errorChain(error, readStack);
  const links = chain.map(errorParts);
  const culprit = links.find(({ frames }) => frames.length > 0)?.frames[0];
  return {
    chained: chain[0],
    parts: links.flatMap((link, depth) => partsOf(link, depth === 0 ? '' : 'cause ')).map(boundedPart),
    hasFrames: culprit !== undefined,
    hasCode: links.some(({ code }) => code !== ''),
    culprit: culprit === undefined ? null : storable(culprit),
    links: links.length,
  };
}

export function boundedPart(part: string): string {
  return storable(part.slice(0, LONGEST_PART));
}

function partsOf({ type, code, frames, members, template }: ErrorParts, prefix: string): string[] {
  const parts: string[] = [];
  if (type !== '') parts.push(`${prefix}type ${type}`);
  if (code !== '') parts.push(`${prefix}code ${code}`);
  for (const frame of frames) parts.push(`${prefix}frame ${frame}`);
  for (const member of members) parts.push(`${prefix}member ${member}`);
  if (template !== '') parts.push(`${prefix}text ${template}`);
  return parts;
}
