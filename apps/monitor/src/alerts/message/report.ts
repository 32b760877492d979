/** A summary of a span, as figures; how it looks is a matter of the channel. Stored as JSON. */
export interface Report {
  /** ISO 8601, half-open. */
  readonly from: string;
  readonly to: string;
  /** IANA name of the zone in which it was due. */
  readonly timeZone: string;
  /** `daily`, `weekly` or a span such as `10m`. */
  readonly interval: string;
  readonly totals: ReportTotals;
  /** The span before, of the same length. */
  readonly before: ReportTotals;
  /** Records by time, for the chart. */
  readonly series: readonly { readonly time: string; readonly records: number; readonly errors: number }[];
  /** Those with the most errors, then those with the most records. */
  readonly noisiest: readonly ReportService[];
  /** Services that logged in the span before and not in this one. */
  readonly silent: readonly { readonly name: string; readonly records: number }[];
  /** Of the ledger: records that were numbered and never came, and such as services had to drop. */
  readonly missing: number;
  readonly dropped: number;
  /** undefined: no web server's lines in this span. */
  readonly access?: ReportAccess;
  readonly alerts: { readonly fired: number; readonly resolved: number; readonly failed: number };
  /** ISO 8601: every record that was in Kafka then is counted; null while nothing was read. */
  readonly completeThrough: string | null;
}

export interface ReportTotals {
  readonly records: number;
  readonly errors: number;
  readonly critical: number;
  /** Share of ERROR and CRITICAL, 0 to 1. */
  readonly errorRate: number;
}

export interface ReportService {
  readonly name: string;
  readonly records: number;
  readonly errors: number;
  /** Errors of the span before. */
  readonly errorsBefore: number;
}

export interface ReportAccess {
  readonly requests: number;
  /** Status 500 and above. */
  readonly faults: number;
  readonly requestsBefore: number;
  readonly clients: readonly { readonly address: string; readonly requests: number; readonly errors: number }[];
}
