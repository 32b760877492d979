import type { StoredErrors } from '../batch/stored-errors.js';
import type { Configuration } from '../configuration/configuration.js';
import { accessMessages } from './access/access-messages.js';
import type { MessageKind } from './kind/message-kind.js';
import { logMessages } from './log/log-messages.js';

/** How each kind of records is read: a line for each. */
export function messageKinds(
  { foreignText, access }: Pick<Configuration, 'foreignText' | 'access'>,
  storedErrors: StoredErrors,
): readonly MessageKind[] {
  return [logMessages(foreignText, storedErrors), accessMessages(access)];
}
