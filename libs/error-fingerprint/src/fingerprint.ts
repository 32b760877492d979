import type { ErrorDetail, FingerprintInput } from './fingerprint-input.js';
import { hashKey } from './hash-key.js';
import { maskMessage } from './message/mask-message.js';
import { v8Frames } from './stack/v8-stack.js';

/** Rises when the same input gives another key: what is stored is then brought over like a change of rules. */
export const FINGERPRINT_VERSION = 1;

/** What a fingerprint was made of. */
export interface FingerprintBasis {
  by: 'stack' | 'message';
  /** In the order of their weight: type, code, frames, causes, template. */
  parts: readonly string[];
}

export interface Fingerprint {
  version: number;
  /** The key in 8 bytes, an int8 of PostgreSQL. */
  hash: bigint;
  /** Canonical text: equal keys are one problem. At most `MAX_KEY_LENGTH` characters. */
  key: string;
  /** One line for lists, at most `MAX_TITLE_LENGTH` characters. */
  title: string;
  /** Where it happened: `function (file)`, when a stack says it. */
  culprit: string | null;
  basis: FingerprintBasis;
}

export const MAX_KEY_LENGTH = 4000;
export const MAX_TITLE_LENGTH = 200;
const MAX_FRAMES = 4;

/** Says which problem an error is. Never throws; work is linear in the length of the input. */
export function fingerprintOf({ message, error }: FingerprintInput): Fingerprint {
  const parts = error ? errorParts(error) : [];
  const frames = error?.stack === undefined ? [] : framesOf(error.stack);
  if (frames.length === 0) parts.push(maskMessage(message));
  const key = [String(FINGERPRINT_VERSION), ...parts].join('\n').slice(0, MAX_KEY_LENGTH);
  return {
    version: FINGERPRINT_VERSION,
    hash: hashKey(key),
    key,
    title: titleOf(message, error ?? {}),
    culprit: frames[0] ?? null,
    basis: { by: frames.length > 0 ? 'stack' : 'message', parts },
  };
}

function errorParts(error: ErrorDetail, depth = 0): string[] {
  const parts = [error.type ?? 'Error', error.code ?? ''];
  if (error.code === undefined) parts.push(maskMessage(error.message ?? ''));
  parts.push(...framesOf(error.stack ?? ''));
  if (error.cause && depth < 5) parts.push(...errorParts(error.cause, depth + 1));
  return parts.filter((part) => part !== '');
}

function framesOf(stack: string): string[] {
  return v8Frames(stack)
    .filter(({ isInApp }) => isInApp)
    .slice(0, MAX_FRAMES)
    .map((frame) => `${frame.function || '<anonymous>'} (${frame.file})`);
}

function titleOf(message: string, { type, message: text }: ErrorDetail): string {
  const title = text === undefined ? message : type === undefined ? text : `${type}: ${text}`;
  return (title.split('\n', 1)[0] as string).slice(0, MAX_TITLE_LENGTH).toWellFormed();
}
