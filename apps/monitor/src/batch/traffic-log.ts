/** How much one service sends on one topic at the moment. */
export interface ServiceRate {
  topic: string;
  service: string;
  recordsPerSecond: number;
  bytesPerSecond: number;
}

/** Where ingest notes who sends how much, so that every monitor can answer for all of them. The store implements it, so that ingest need not know the store. */
export abstract class TrafficLog {
  /**
   * Replaces what this monitor noted before; a service that is not among the rates sends nothing to it.
   *
   * @throws SinkError
   */
  abstract note(rates: readonly ServiceRate[]): Promise<void>;
}
