/** Every record. */
export const DEFAULT_LOG_TOPIC = 'application-logs';

/** ERROR and CRITICAL once more, the same bytes, so that they need not wait among the others. */
export const DEFAULT_ERROR_LOG_TOPIC = 'application-logs-errors';

/** Kafka message headers that the transport sets. */
export const HEADER = {
  contentType: 'content-type',
  /** Highest sequence number handed out when the message was sent, as decimal text. */
  lastSeq: 'last-seq',
  /** `true` on the last message of a clean end. */
  end: 'end',
  /** `true` on a record that another process read from the spool of one that died. */
  recovered: 'recovered',
} as const;

export const CONTENT_TYPE_JSON = 'application/json';
