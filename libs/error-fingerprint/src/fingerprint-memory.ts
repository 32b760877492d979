import type { ErrorDetail } from './error/error-detail.js';
import { readError, type ReadError } from './error/read-error.js';
import { hashKey } from './hash-key.js';
import type { MadeFingerprint } from './made-fingerprint.js';
import { StackMemory } from './stack/stack-memory.js';

/** What is remembered, that which came last. */
const MOST_ERRORS = 300;
const MOST_KEYS = 1000;
/** Sentences of the log call, of each error. */
const MOST_TEMPLATES = 20;
/** Characters of an error: a megabyte for all of them. */
const LONGEST = 4096;

type Make = (read: ReadError, template: string, hashOf: (key: string) => bigint) => MadeFingerprint;

/** An error that came before, and the fingerprints that it had. */
export interface KnownError {
  read: ReadError;
  /** @param template of what the log call said */
  fingerprint(template: string, make: Make): MadeFingerprint;
}

/**
 * Makes fingerprints quicker for errors that came before, word for word or with another text: a program that fails does so again and again. Whatever it
 * returns is what would be computed.
 */
export class FingerprintMemory {
  readonly #stacks = new StackMemory();
  readonly #errors = new Map<string, KnownError>();
  readonly #hashes = new Map<string, bigint>();

  knownError(error: ErrorDetail | undefined): KnownError {
    const identity = error === undefined ? '' : identityOf(error);
    if (identity === undefined) return this.#learn(error);
    const known = this.#errors.get(identity) ?? this.#learn(error);
    keep(this.#errors, identity, known, MOST_ERRORS);
    return known;
  }

  #learn(error: ErrorDetail | undefined): KnownError {
    const read = readError(error, (stack) => this.#stacks.read(stack));
    const fingerprints = new Map<string, MadeFingerprint>();
    return {
      read,
      fingerprint: (template, make) => {
        const made = fingerprints.get(template) ?? make(read, template, (key) => this.#hashOf(key));
        keep(fingerprints, template, made, MOST_TEMPLATES);
        return made;
      },
    };
  }

  /** Errors with another text have the same key. */
  #hashOf(key: string): bigint {
    const hash = this.#hashes.get(key) ?? hashKey(key);
    keep(this.#hashes, key, hash, MOST_KEYS);
    return hash;
  }
}

/** Everything that an error is read by, as one text; undefined when that is long or not plain. */
function identityOf({ type, code, message, stack, cause, errors }: ErrorDetail): string | undefined {
  if (cause !== undefined || errors !== undefined) return undefined;
  const texts = [type, code, message, stack];
  let length = 0;
  for (const text of texts) {
    if (text !== undefined && typeof text !== 'string') return undefined;
    length += text?.length ?? 0;
  }
  if (length > LONGEST) return undefined;
  // Lengths, so that no text of one member passes for that of the next.
  return `${texts.map((text) => text?.length ?? '-').join()} ${texts.join('')}`;
}

/** The oldest goes: forgetting all would forget those that come most. */
function keep<Value>(memory: Map<string, Value>, key: string, value: Value, most: number): void {
  memory.delete(key);
  memory.set(key, value);
  if (memory.size > most) memory.delete(memory.keys().next().value as string);
}
