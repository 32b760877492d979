/**
 * Kafka headers of a line that a collector sends, all of them UTF-8 text. The value of the message is the line as it came, without its end. Lines of others
 * (Kong, APISIX, fluentd) come without headers.
 */
export const LINE_HEADER = {
  /** UUID of the collector's process; also the message's key. */
  instance: 'instance',
  /** Number of the line in its process, from 1, decimal. */
  seq: 'seq',
  /** Highest number handed out when the message was sent, decimal. */
  lastSeq: 'last-seq',
  /** `true` on the last message of a clean end. */
  end: 'end',
  /** Name of the source, such as `shop-nginx`. */
  source: 'source',
  /** Machine that the web server runs on. */
  server: 'server',
  cluster: 'cluster',
  /** Name or text of the format, where it was configured. */
  format: 'format',
  /** IANA name of the zone of times that name none. */
  timeZone: 'time-zone',
  /** Path of the file that the line is from. */
  file: 'file',
  /** On a message that is no line but reports which numbers were dropped. */
  report: 'report',
} as const;

/** Topic of the lines of access logs that collectors send. */
export const WEB_LOG_TOPIC = 'web-logs';

/** Topic of the lines of error logs that collectors send. */
export const WEB_ERROR_TOPIC = 'web-errors';
