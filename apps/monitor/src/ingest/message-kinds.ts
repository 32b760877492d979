import { Kinds } from '../batch/kinds.js';
import { LOG_MESSAGES } from './log/log-messages.js';
import { type MessageKind } from './message-kind.js';

/** How each kind of records is read: a line for each. */
export const MESSAGE_KINDS: readonly MessageKind[] = [LOG_MESSAGES];

export class MessageKinds extends Kinds<MessageKind> {}
