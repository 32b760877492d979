/** Marks the one message that stands for a whole batch that cannot be read; no producer can send a symbol. */
export const UNDECODABLE_BATCH = Symbol('undecodable batch');

/** A message as it came from Kafka, before anybody has believed a byte of it. */
export interface RawMessage {
  offset: number;
  /** Kafka's timestamp in milliseconds since 1970: time of arrival on the topics that we create. */
  kafkaTime: number;
  key: Uint8Array | null;
  value: Buffer | null;
  headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>> & {
    /** Says why, where this message stands for a whole batch that cannot be read. */
    readonly [UNDECODABLE_BATCH]?: string;
  };
  /** Index of a record in a message that holds several; the value is that record's alone then. */
  element?: number;
}
