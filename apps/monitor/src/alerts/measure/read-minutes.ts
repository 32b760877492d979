import { MINUTE_MS } from '../../time/durations.js';
import type { ClosedMinute } from './log-sums.js';
import type { Read } from './read-measurements.js';

/** Minutes of [$1, $2) as they were when each was closed. As texts: a week of many services is read so in a third of the time. */
const READ_CLOSED = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, service_ids::text AS services, levels::text AS levels, counts::text AS counts
    FROM alert_minute WHERE minute >= $1 AND minute < $2 ORDER BY minute`;

/** Counters as they are now, of the minutes of [$1, $2) that were never closed. */
const READ_OPEN = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, array_agg(service_id) AS "serviceIds", array_agg(level) AS levels,
         array_agg(count::float8) AS counts
    FROM (
      SELECT c.minute, c.service_id, c.level::int, sum(c.count) AS count
        FROM log_count c
       WHERE c.minute >= $1 AND c.minute < $2 AND NOT EXISTS (SELECT FROM alert_minute a WHERE a.minute = c.minute)
         AND ($3::int[] IS NULL OR c.service_id = ANY($3))
       GROUP BY 1, 2, 3
    ) counted
   GROUP BY counted.minute`;

interface ClosedRow {
  readonly minute: number;
  readonly services: string;
  readonly levels: string;
  readonly counts: string;
}

/**
 * Counters of minutes: as they were when each was closed; of those that were never closed, as they are now.
 *
 * @param to milliseconds since 1970, half-open; both ends are whole minutes
 * @param serviceIds undefined: all
 */
export async function readMinutes(
  read: Read,
  from: number,
  to: number,
  serviceIds?: readonly number[],
): Promise<ClosedMinute[]> {
  const span = [new Date(from), new Date(to)];
  const cells = new Cells(serviceIds);
  const closed = (await read<ClosedRow>(READ_CLOSED, span)).map((row) => cells.minute(row));
  if (closed.length === (to - from) / MINUTE_MS) return closed;
  return [...closed, ...(await read<ClosedMinute>(READ_OPEN, [...span, serviceIds ?? null]))];
}

/** Which services and levels the counts of a minute are about. Most minutes are about the same ones as the minute before, and share the arrays. */
class Cells {
  readonly #wanted: ReadonlySet<number> | undefined;
  #services = '';
  #levels = '';
  #serviceIds = new Int32Array();
  #levelNumbers = new Uint8Array();
  /** Places in the text that are wanted; undefined: all. */
  #places: Int32Array | undefined;

  constructor(serviceIds: readonly number[] | undefined) {
    this.#wanted = serviceIds && new Set(serviceIds);
  }

  minute({ minute, services, levels, counts }: ClosedRow): ClosedMinute {
    if (services !== this.#services || levels !== this.#levels) this.#use(services, levels);
    const all = Float64Array.from(numbersIn(counts));
    const wanted = this.#places === undefined ? all : Float64Array.from(this.#places, (place) => all[place] ?? 0);
    return { minute, serviceIds: this.#serviceIds, levels: this.#levelNumbers, counts: wanted };
  }

  #use(services: string, levels: string): void {
    const ids = numbersIn(services);
    const numbers = numbersIn(levels);
    const wanted = this.#wanted;
    const places = wanted && Int32Array.from(ids.keys()).filter((place) => wanted.has(ids[place] ?? 0));
    this.#services = services;
    this.#levels = levels;
    this.#places = places;
    this.#serviceIds = places ? places.map((place) => ids[place] ?? 0) : Int32Array.from(ids);
    this.#levelNumbers = Uint8Array.from(places ?? numbers.keys(), (place) => numbers[place] ?? 0);
  }
}

const ZERO = 48;
const NINE = 57;

/** Numbers without a sign of an array as PostgreSQL writes it: `{1,20,3}`. */
function numbersIn(text: string): number[] {
  const numbers: number[] = [];
  let number = 0;
  for (let at = 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) number = number * 10 + code - ZERO;
    else if (at > 1) {
      numbers.push(number);
      number = 0;
    }
  }
  return numbers;
}
