import { Kinds } from '../batch/kinds.js';
import { type ForeignText } from './log/decode-message.js';
import { logMessages } from './log/log-messages.js';
import { type MessageKind } from './message-kind.js';

/** How each kind of records is read: a line for each. */
export function messageKinds(foreignText: ForeignText): readonly MessageKind[] {
  return [logMessages(foreignText)];
}

export class MessageKinds extends Kinds<MessageKind> {}
