import type { EncodedTally } from '@log-monitor/access-report';

/** How the lines of all files are read. */
export interface LineOptions {
  /** Name or text of a format; undefined: found from the lines of each file. */
  readonly format: string | undefined;
  /** IANA name of the zone of times that name none. */
  readonly timeZone: string | undefined;
}

/** First lines of a file, from which a worker that begins in its middle learns the format. */
interface Origin {
  /** Number of the file. */
  readonly file: number;
  readonly head: Uint8Array;
}

/** The lines of an open file that begin at `from` or later and before `to`. */
export interface RangeTask extends Origin {
  readonly kind: 'range';
  readonly descriptor: number;
  readonly from: number;
  readonly to: number;
}

/** Whole lines; what follows the last newline is one too. */
export interface BlockTask extends Origin {
  readonly kind: 'block';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type LineTask = RangeTask | BlockTask;

/** `take`: hand over what was counted since the last time. */
export type ToWorker = LineTask | { readonly kind: 'take' };

export type FromWorker =
  | { readonly kind: 'progress'; readonly bytes: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'tally'; readonly tally: EncodedTally }
  | { readonly kind: 'failed'; readonly reason: string };
