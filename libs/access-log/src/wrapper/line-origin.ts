/** What a wrapper says about the line that it carries. */
export interface LineOrigin {
  /** Milliseconds since 1970 UTC at which the runtime took the line. */
  readonly timestamp: number | undefined;
  /** `stdout` or `stderr`. */
  readonly stream: string | undefined;
  readonly namespace: string | undefined;
  readonly pod: string | undefined;
  readonly container: string | undefined;
  /** The machine. */
  readonly node: string | undefined;
}

/** A line out of its wrapper. */
export interface UnwrappedLine {
  readonly text: string;
  readonly origin: LineOrigin | undefined;
  /** True when the line goes on in the next one of the same stream. */
  readonly isPartial: boolean;
}

export const NO_ORIGIN: LineOrigin = {
  timestamp: undefined,
  stream: undefined,
  namespace: undefined,
  pod: undefined,
  container: undefined,
  node: undefined,
};
