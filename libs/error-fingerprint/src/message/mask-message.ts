import { Masking } from './masking.js';
import type { MaskedMessage } from './template.js';

/** Longer messages are told apart by their beginning. */
const MAX_LENGTH = 4096;

/**
 * Takes the variable parts out of a message. Linear work; any text is taken.
 *
 * @param isPlaced true when a stack says where the message was made: then names count as values too (`tenant acme-corp`, `currency EUR`)
 */
export function maskMessage(message: string, isPlaced = false): MaskedMessage {
  return new Masking(message.slice(0, MAX_LENGTH), isPlaced).run();
}
