import type { RawMessage } from './raw-message.js';

/** Why a message could not be read as a record. A closed list. */
export type UndecodableReason =
  | 'empty'
  | 'too_large'
  | 'not_json'
  | 'not_an_object'
  | 'missing_message'
  | 'missing_level'
  | 'missing_service'
  | 'rejected_by_database'
  | 'undecodable_batch'
  /** A fault of ours: the reader threw. */
  | 'reader_failed';

/** A message that could not be stored as a record: kept aside with its reason. */
export interface DeadLetter {
  message: RawMessage;
  reason: UndecodableReason;
  detail: string;
}

/** The dead letter of a message whose record the database does not take. */
export function rejectedLetter(message: RawMessage, { message: detail }: Error): DeadLetter {
  return { message, reason: 'rejected_by_database', detail: detail.slice(0, 500) };
}
