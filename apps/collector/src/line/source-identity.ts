/** What is said about all lines of a source. */
export interface SourceIdentity {
  /** Its name. */
  readonly source: string;
  /** Machine that the web server runs on. */
  readonly server: string | undefined;
  readonly cluster: string | undefined;
  /** Name or text of the format; undefined: the monitor finds out. */
  readonly format: string | undefined;
  /** IANA name of the zone of times that name none. */
  readonly timeZone: string | undefined;
  /** undefined: by the name of the file. */
  readonly type: LineType | undefined;
  readonly heartbeats: 'skip' | 'send';
}

export const LINE_TYPES = ['access', 'error'] as const;
export type LineType = (typeof LINE_TYPES)[number];

/** What a file's name says about its lines: `error.log`, `shop-error.log.1` and the like hold errors. */
export function typeOfFile(path: string): LineType {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /(?:^|[^a-z])err(?:or)?s?(?:[^a-z]|$|log)/i.test(name) ? 'error' : 'access';
}
