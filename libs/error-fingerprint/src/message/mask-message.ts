import { Masking } from './masking.js';

/** Longer messages are told apart by their beginning. */
const MAX_LENGTH = 4096;

/** A message as a problem sees it. */
export interface MaskedMessage {
  /** The message with `<*>` for its variable parts: two lines of one log statement have the same. */
  template: string;
  /** Parts that stay when the sentence does not count: errno words, HTTP statuses, hosts, names of constraints. */
  anchors: readonly string[];
}

/** Takes the variable parts out of a message. Linear work; any text is taken. */
export function maskMessage(message: string): MaskedMessage {
  return new Masking(message.slice(0, MAX_LENGTH)).run();
}
