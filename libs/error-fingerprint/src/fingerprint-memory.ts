import type { ErrorDetail } from './error/error-detail.js';
import { errorIdentity } from './error/error-identity.js';
import { readError, type ReadError } from './error/read-error.js';
import { hashKey } from './hash-key.js';
import type { MadeFingerprint } from './made-fingerprint.js';
import { StackMemory } from './stack/stack-memory.js';

/** Characters of the errors that are remembered, those that came last: about two thousand errors, ten megabytes with what is known of them. */
const MOST_CHARACTERS = 1_500_000;
const MOST_KEYS = 2000;
/** Sentences of the log call, of each error. */
const MOST_TEMPLATES = 20;

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
  #characters = 0;

  knownError(error: ErrorDetail | undefined): KnownError {
    const identity = error === undefined ? '' : errorIdentity(error);
    if (identity === undefined) return this.#learn(error);
    const known = this.#errors.get(identity) ?? this.#learn(error);
    if (!this.#errors.delete(identity)) this.#characters += identity.length;
    this.#errors.set(identity, known);
    this.#makeRoom();
    return known;
  }

  /** The oldest go: forgetting all would forget those that come most. */
  #makeRoom(): void {
    for (const oldest of this.#errors.keys()) {
      if (this.#characters <= MOST_CHARACTERS) return;
      this.#errors.delete(oldest);
      this.#characters -= oldest.length;
    }
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

/** The oldest goes: forgetting all would forget those that come most. */
function keep<Value>(memory: Map<string, Value>, key: string, value: Value, most: number): void {
  memory.delete(key);
  memory.set(key, value);
  if (memory.size > most) memory.delete(memory.keys().next().value as string);
}
