import { Masking } from './masking.js';
import type { MaskedMessage } from './template.js';

/** Longer messages are told apart by their beginning. */
const MAX_LENGTH = 4096;

/** Takes the variable parts out of a message. Linear work; any text is taken. */
export function maskMessage(message: string): MaskedMessage {
  return new Masking(message.slice(0, MAX_LENGTH)).run();
}
