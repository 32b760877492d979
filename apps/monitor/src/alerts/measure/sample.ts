/** The highest score of what one detector found in the requests of one host; host is empty where it is about all of a source. */
export interface AnomalySample {
  readonly detector: string;
  readonly source: string;
  readonly host: string;
  readonly score: number;
}

/** What has no event time, as it was at the end of a minute. */
export interface Sample {
  /** Seconds that the store is behind Kafka; null: not known, as the broker cannot be reached. */
  readonly lagSeconds: number | null;
  /** Bytes of the database. */
  readonly diskBytes: number;
  /** Messages kept aside since the sample before. */
  readonly deadLetters: number;
  /** Highest number of a message kept aside. */
  readonly lastDeadLetter: number;
  /** Numbers missing in the ledger, by service; those without any are left out. */
  readonly missing: Readonly<Record<string, number>>;
  /** Problems that had been resolved and were seen again since the sample before, by id; absent in samples of older versions. */
  readonly regressions?: Readonly<Record<string, { readonly count: number; readonly services: readonly string[] }>>;
  /** Highest number of such a regression. */
  readonly lastRegression?: number;
  /** When each check-in was last heard, milliseconds since 1970. */
  readonly checkIns: Readonly<Record<string, number>>;
  /** What was unusual in requests; samples of earlier versions do not have it. */
  readonly anomalies?: readonly AnomalySample[];
}
