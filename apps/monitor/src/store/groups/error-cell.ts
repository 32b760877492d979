/** Where errors of one fingerprint came from: counts are kept for each of these by itself. */
export interface ErrorCell {
  /** Hash of the fingerprint, decimal. */
  fingerprint: string;
  serviceId: number;
  /** '' where the service says none. */
  version: string;
  /** Errors by start of the minute, milliseconds since 1970. */
  minutes: [minute: number, count: number][];
  /** Earliest record by event time: time in milliseconds since 1970, and id. */
  first: [time: number, id: string];
  /** Latest event time, milliseconds since 1970. */
  last: number;
  /** Latest moment at which one of them can have happened: no event is later than its arrival in Kafka. */
  happened: number;
  /** Users who were affected: `DistinctCount` in base64. */
  users?: string;
}
