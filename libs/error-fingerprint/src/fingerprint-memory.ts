import type { ErrorDetail } from './error/error-detail.js';
import { errorIdentity } from './error/error-identity.js';
import { readError, type ReadError } from './error/read-error.js';
import { hashKey } from './hash-key.js';
import type { MadeFingerprint } from './made-fingerprint.js';
import { Recent } from './memory/recent.js';
import { StackMemory } from './stack/stack-memory.js';

/** Characters of the errors that are remembered: about three thousand errors, ten megabytes with what is known of them. */
const MOST_CHARACTERS = 2_500_000;
const MOST_KEYS = 2000;
/** Sentences of the log call, of each error. */
const MOST_TEMPLATES = 40;

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
  readonly #errors = new Recent<KnownError>(MOST_CHARACTERS, (identity) => identity.length);
  readonly #hashes = new Recent<bigint>(MOST_KEYS);

  knownError(error: ErrorDetail | undefined): KnownError {
    const identity = error === undefined ? '' : errorIdentity(error);
    if (identity === undefined) return this.#learn(error);
    const known = this.#errors.get(identity);
    if (known !== undefined) return known;
    const learnt = this.#learn(error);
    this.#errors.set(identity, learnt);
    return learnt;
  }

  #learn(error: ErrorDetail | undefined): KnownError {
    const read = readError(error, (stack) => this.#stacks.read(stack));
    const fingerprints = new Recent<MadeFingerprint>(MOST_TEMPLATES);
    return {
      read,
      fingerprint: (template, make) => {
        const known = fingerprints.get(template);
        if (known !== undefined) return known;
        const made = make(read, template, (key) => this.#hashOf(key));
        fingerprints.set(template, made);
        return made;
      },
    };
  }

  /** Errors with another text have the same key. */
  #hashOf(key: string): bigint {
    const known = this.#hashes.get(key);
    if (known !== undefined) return known;
    const hash = hashKey(key);
    this.#hashes.set(key, hash);
    return hash;
  }
}
