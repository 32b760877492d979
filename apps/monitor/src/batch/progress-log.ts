/** End offset of every partition of every topic at one moment. */
export type PartitionEnds = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Where ingest notes how complete the store is. The store implements it, so that ingest need not know the store. */
export abstract class ProgressLog {
  /** The clock by which moments are noted, milliseconds since 1970: never this machine's own, which may step. */
  abstract now(): number;

  /**
   * Notes the ends of all partitions, and finds the newest noted moment whose records are all stored.
   *
   * @param takenAt a moment not later than the measurement, milliseconds since 1970
   * @returns how many records are not stored yet
   * @throws SinkError
   */
  abstract note(takenAt: number, ends: PartitionEnds): Promise<number>;

  /**
   * Notes that nobody can tell the ends at the moment: what was complete stays so, the lag is unknown.
   *
   * @throws SinkError
   */
  abstract noteUnreachable(): Promise<void>;
}
