import { bytesSent, isError, isServerFault, type ParsedLine } from '@log-monitor/access-record';
import { AccessTally, KEPT_FACETS } from '@log-monitor/access-statistics';
import { type EncodedHour, HourCounts } from './hour-counts.js';

/** Everything is counted as if it were of one source and of one window: memory is bounded whatever span the lines are of. */
const SOURCE = 0;
const WINDOW = 0;

export interface TallyLines {
  read: number;
  unparsed: number;
  errors: number;
  heartbeats: number;
  healthChecks: number;
}

/** A tally that can be sent to another thread. */
export interface EncodedTally {
  readonly facets: readonly (Uint8Array | undefined)[];
  readonly hours: readonly EncodedHour[];
  readonly lines: Readonly<TallyLines>;
  readonly first: number;
  readonly last: number;
}

/** Counts the lines of whole files, for a report. Tallies of parts can be merged. */
export class ReportTally {
  readonly requests = new AccessTally();
  readonly hours = new HourCounts();
  readonly lines: TallyLines = { read: 0, unparsed: 0, errors: 0, heartbeats: 0, healthChecks: 0 };
  /** First and last time of a request, milliseconds since 1970. */
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;

  add(line: ParsedLine): void {
    const { lines } = this;
    lines.read += 1;
    if (line.kind === 'unparsed') lines.unparsed += 1;
    else if (line.kind === 'heartbeat') lines.heartbeats += 1;
    else if (line.kind === 'error') {
      lines.errors += 1;
      this.requests.addError(SOURCE, WINDOW, line);
    } else if (line.healthCheck) lines.healthChecks += 1;
    else {
      this.requests.add(SOURCE, WINDOW, line);
      if (line.timestamp !== undefined) this.#addTime(line.timestamp);
      if (line.timestamp !== undefined)
        this.hours.add(
          line.timestamp,
          isError(line.httpResponseStatusCode),
          isServerFault(line.httpResponseStatusCode, line.rpcGrpcStatusCode),
          bytesSent(line) ?? 0,
        );
    }
  }

  /** @returns what {@link merge} takes; it shares no memory with the tally */
  encode(): EncodedTally {
    const { lines, first, last } = this;
    const facets = this.requests.encodeAll();
    return { facets, hours: this.hours.encode(), lines: { ...lines }, first, last };
  }

  /** @throws StatisticsFormatError */
  merge({ facets, hours, lines, first, last }: EncodedTally): void {
    for (const [index, name] of KEPT_FACETS.entries()) {
      const bytes = facets[index];
      if (bytes !== undefined) this.requests.mergeEncoded(name, bytes);
    }
    this.hours.merge(hours);
    for (const name of Object.keys(lines) as (keyof TallyLines)[]) this.lines[name] += lines[name];
    this.#addTime(first);
    this.#addTime(last);
  }

  #addTime(time: number): void {
    if (time < this.first && time !== Number.NEGATIVE_INFINITY) this.first = time;
    if (time > this.last && time !== Number.POSITIVE_INFINITY) this.last = time;
  }
}
