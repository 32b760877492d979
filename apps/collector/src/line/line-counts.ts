/** What became of lines, since the start. */
export interface LineCounts {
  /** Lines that came, heartbeats included. */
  read: number;
  bytes: number;
  /** Handed over to be sent. */
  sent: number;
  /** Kafka has them. */
  acknowledged: number;
  /** Given up: refused by Kafka, or no room for them. Kafka is told which. */
  dropped: number;
  heartbeats: number;
  /** Longer than a record may be: sent without their ends. */
  cut: number;
  /** In files that were removed before they were read, as far as their lengths were known. */
  missingBytes: number;
}

export function noLines(): LineCounts {
  return { read: 0, bytes: 0, sent: 0, acknowledged: 0, dropped: 0, heartbeats: 0, cut: 0, missingBytes: 0 };
}
