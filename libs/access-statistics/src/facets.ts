/** Lengths of windows in seconds. Windows begin at multiples of their length since 1970 UTC. */
export const WIDTHS = [10, 60, 600, 3600, 86_400] as const;

export type Width = (typeof WIDTHS)[number];

/** How many days windows are kept, by their length in seconds. */
export const WINDOW_DAYS: Readonly<Record<Width, number>> = { 10: 2, 60: 8, 600: 35, 3600: 400, 86_400: 400 };

/** Windows of this length hold every facet; a tally keeps them apart. Seconds. */
export const SLOT_SECONDS = 600;

/** What stands for values that were not kept apart. */
export const OTHER = '(other)';
/** What stands for a value that the line does not say. */
export const UNKNOWN = '(unknown)';

/** One way in which requests are counted. */
export interface Facet {
  readonly name: FacetName;
  /** Its number in the tables; never given to another facet. */
  readonly number: number;
  /** Shortest window in which it is counted, seconds. */
  readonly finest: Width;
  /** False: counted per source alone. */
  readonly byHost: boolean;
  /** True: `status` is part of the key. */
  readonly byStatus: boolean;
  /** True: with a latency histogram. */
  readonly latency: boolean;
  /** True: with a count of distinct clients. */
  readonly clients: boolean;
  /** How many values a window that is over keeps; Infinity when the values are few by themselves. */
  readonly cap: number;
  /** The same of the window of a day. */
  readonly dayCap: number;
  /** True: listed by errors and by slowness too, so that values are kept for these besides. */
  readonly isRanked: boolean;
}

export type FacetName =
  | 'total'
  | 'host'
  | 'status'
  | 'method'
  | 'route'
  | 'url'
  | 'not_found'
  | 'client'
  | 'referrer'
  | 'browser'
  | 'system'
  | 'error_class';

const UNLIMITED = Number.POSITIVE_INFINITY;
const BARE = {
  finest: 10,
  byHost: true,
  byStatus: false,
  latency: false,
  clients: false,
  cap: UNLIMITED,
  dayCap: UNLIMITED,
  isRanked: false,
} as const;
const LISTED = { ...BARE, finest: 600, cap: 1000, dayCap: 1000 } as const;

/**
 * `total` is what all hosts of a source have together. Values: `method` has the method, `route` `GET /orders/:id`, `url` and `not_found` the path, `client`
 * the address, `referrer` the referring site, `error_class` (lines of error logs) `error connection_failed`.
 */
export const FACETS: Readonly<Record<FacetName, Facet>> = {
  total: { ...BARE, name: 'total', number: 1, byHost: false, latency: true, clients: true },
  host: { ...BARE, name: 'host', number: 2, latency: true, clients: true },
  status: { ...BARE, name: 'status', number: 3, byStatus: true },
  method: { ...BARE, name: 'method', number: 4 },
  route: { ...BARE, name: 'route', number: 5, finest: 60, latency: true, cap: 2000, dayCap: 2000, isRanked: true },
  url: { ...LISTED, name: 'url', number: 6, byStatus: true, dayCap: 2000, isRanked: true },
  not_found: { ...LISTED, name: 'not_found', number: 7 },
  client: { ...LISTED, name: 'client', number: 8 },
  referrer: { ...LISTED, name: 'referrer', number: 9 },
  browser: { ...LISTED, name: 'browser', number: 10 },
  system: { ...LISTED, name: 'system', number: 11 },
  error_class: { ...LISTED, name: 'error_class', number: 12 },
};

export const FACET_NAMES = Object.keys(FACETS) as FacetName[];

/** Facets that a tally keeps: `total` is worked out from `host`. */
export const KEPT_FACETS = FACET_NAMES.filter((name) => name !== 'total') as KeptFacet[];

export type KeptFacet = Exclude<FacetName, 'total'>;

/** Hosts that the windows of one slot keep apart. The name comes with every request, from anybody. */
export const MOST_HOSTS = 1000;
/** Values per facet of a slot that is open. */
export const MOST_OPEN_VALUES = 20_000;
/** The same of a day that is counted as a whole. */
export const MOST_DAY_VALUES = 40_000;
/** UTF-16 units of a value and of a host; PostgreSQL's index takes 2,700 bytes for a key. */
export const MOST_VALUE_UNITS = 400;
export const MOST_HOST_UNITS = 253;
