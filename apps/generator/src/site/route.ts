import { hexDigits, pick, type Random, uuid } from '../random/seeded-random.js';

/** One route of a site: what is asked for, how often, and what comes of it. */
export interface Route {
  readonly method: string;
  /** `/orders/:id`: `:id` becomes a number, `:uuid` a UUID, `:key` hexadecimal digits, anything else a word. */
  readonly path: string;
  /** How often it is asked for, compared with the other routes of its host. */
  readonly weight: number;
  /** Milliseconds that half of the requests stay below. */
  readonly medianMs: number;
  /** Deviation of the latency's logarithm: 0.4 is steady, 1.2 has a long tail. */
  readonly sigma: number;
  /** Median size of the answer's body. */
  readonly bytes: number;
  readonly status: number;
  /** Names of its query's members. */
  readonly query?: readonly string[];
  /** True when the server answers by itself, without an upstream. */
  readonly isStatic?: boolean;
}

const WORDS = ['alpine', 'basalt', 'cedar', 'delta', 'ember', 'fjord', 'garnet', 'harbour', 'indigo', 'juniper'];
const IDS = 50_000;

/** @returns a function that fills in the path's variable parts */
export function pathWriter(path: string): (random: Random) => string {
  const parts = path.split(/(:[a-z]+)/);
  if (parts.length === 1) return () => path;
  return (random) => {
    let filled = '';
    for (const part of parts) filled += part.startsWith(':') ? valueOf(part, random) : part;
    return filled;
  };
}

/** Low numbers are asked for far more often than high ones. */
function valueOf(part: string, random: Random): string {
  if (part === ':id') return String(1 + Math.floor(IDS * random() ** 3));
  if (part === ':uuid') return uuid(random);
  return part === ':key' ? hexDigits(random, 12) : pick(random, WORDS);
}

/** @returns a query for these names, or undefined when there are none */
export function queryOf(names: readonly string[] | undefined, random: Random): string | undefined {
  if (names === undefined || names.length === 0) return undefined;
  return names.map((name) => `${name}=${random() < 0.5 ? pick(random, WORDS) : Math.floor(random() * 100)}`).join('&');
}
