import { type MessageKind } from './kind/message-kind.js';
import { type ForeignText } from './log/decode-message.js';
import { logMessages } from './log/log-messages.js';

/** How each kind of records is read: a line for each. */
export function messageKinds(foreignText: ForeignText): readonly MessageKind[] {
  return [logMessages(foreignText)];
}
