import type { ChainedError } from './error/error-chain.js';
import type { ErrorDetail } from './error/error-detail.js';
import { boundedPart, readError, type ReadError } from './error/read-error.js';
import type { FingerprintMemory } from './fingerprint-memory.js';
import { hashKey } from './hash-key.js';
import type { MadeFingerprint } from './made-fingerprint.js';
import { maskMessage } from './message/mask-message.js';
import { readStack } from './stack/read-stack.js';
import { storable } from './message/storable.js';

/** Rises when the same input gives another key: what is stored is then brought over like a change of rules. */
export const FINGERPRINT_VERSION = 1;

/** What a fingerprint is made of. The service is not: one problem may show in several. */
export interface FingerprintInput {
  /** The text of the log call. */
  message: string;
  error?: ErrorDetail | null | undefined;
}

export interface Fingerprint extends MadeFingerprint {
  /** One line for lists, at most `MAX_TITLE_LENGTH` characters. */
  title: string;
}

export const MAX_KEY_LENGTH = 4000;
export const MAX_TITLE_LENGTH = 200;
/** A stack that was logged as text. */
const STACK_LINE = /\n\s{1,8}at \S|Traceback \(most recent call last\):\n/;
const LONGEST_LOOK = 8192;

/**
 * Says which problem an error is. Never throws; work is linear in the length of the input.
 *
 * @param memory makes it quicker for errors that came before; the result is the same
 */
export function fingerprintOf({ message, error }: FingerprintInput, memory?: FingerprintMemory): Fingerprint {
  const detail = error ?? (isStack(message) ? { stack: message } : undefined);
  const known = memory?.knownError(detail);
  const read = known?.read ?? readError(detail, readStack);
  const statement = read.hasFrames ? '' : statementOf(message, read.chained?.message ?? '');
  const template = statement === '' ? '' : maskMessage(statement).template;
  const made = known?.fingerprint(template, makeFingerprint) ?? makeFingerprint(read, template);
  return { ...made, title: titleOf(message, read.chained) };
}

function isStack(message: string): boolean {
  return message.includes('\n') && STACK_LINE.test(message.slice(0, LONGEST_LOOK));
}

/** @param template of what the log call said, empty when that does not count */
function makeFingerprint(read: ReadError, template: string, hashOf = hashKey): MadeFingerprint {
  const parts = template === '' ? read.parts : [...read.parts, boundedPart(`message ${template}`)];
  const key = storable([`v${FINGERPRINT_VERSION}`, ...parts].join('\n').slice(0, MAX_KEY_LENGTH));
  const by = read.hasFrames ? 'stack' : read.hasCode ? 'code' : 'message';
  return {
    version: FINGERPRINT_VERSION,
    hash: hashOf(key),
    key,
    culprit: read.culprit,
    basis: { by, summary: summaryOf(read, parts), parts },
  };
}

/** What the log call said itself: winston puts the message of an error after it. */
function statementOf(message: string, errorMessage: string): string {
  if (errorMessage === '' || !message.endsWith(errorMessage)) return message;
  return message.slice(0, message.length - errorMessage.length).trimEnd();
}

function summaryOf({ links }: ReadError, parts: readonly string[]): string {
  let frames = 0;
  for (const part of parts) if (part.startsWith('frame ')) frames += 1;
  const has = (word: string): boolean => parts.some((part) => part.startsWith(word));
  const said = ['type', 'code'].filter((word) => has(`${word} `));
  if (frames > 0) said.push(frames === 1 ? '1 frame' : `${frames} frames`);
  if (has('member ')) said.push('kinds of its members');
  if (has('text ')) said.push('text');
  if (has('message ')) said.push('message');
  if (links > 1) said.push(links === 2 ? 'cause' : `${links - 1} causes`);
  return said.join(' + ');
}

function titleOf(message: string, error: ChainedError | undefined): string {
  const text = error?.message || message;
  const title = error === undefined || error.type === '' ? text : `${error.type}: ${text}`;
  const trimmed = title.trimStart();
  const end = trimmed.indexOf('\n');
  return storable(trimmed.slice(0, end < 0 ? MAX_TITLE_LENGTH : Math.min(end, MAX_TITLE_LENGTH)));
}
