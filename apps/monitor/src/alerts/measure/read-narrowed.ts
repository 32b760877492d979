import { createHash } from 'node:crypto';
import { HOUR_MS, MINUTE_MS } from '../../time/durations.js';
import { SEVERITY } from '@log-monitor/log-record';
import { countNarrowed, type NarrowedCount } from './count-narrowed.js';
import type { ClosedMinute } from './log-sums.js';
import { type KnownService, narrowingsOf, type Question, questionsAbout, spansOf } from './measurements.js';
import { matchesPattern } from './name-pattern.js';
import { type NarrowedMinute, NarrowedTable } from './narrowed-table.js';
import type { Narrowing } from './narrowing.js';
import type { Read } from './read-measurements.js';
import { readMinutes } from './read-minutes.js';

/** Records of one minute that are looked through for one rule; with more there is no verdict. */
const MOST_PER_MINUTE = 300_000;
/** The same for all minutes that are read at once. */
const MOST_AT_ONCE = 3_000_000;

const READ_CLOSED = `
  SELECT extract(epoch FROM minute)::float8 * 1000 AS minute, service_ids AS "serviceIds", levels, counts::float8[] AS counts
    FROM alert_narrowed_minute WHERE narrowing = $1 AND minute = ANY($2::timestamptz[])`;

const CLOSE = `
  INSERT INTO alert_narrowed_minute (narrowing, minute, service_ids, levels, counts)
  SELECT $1, (m ->> 'minute')::timestamptz, ARRAY(SELECT jsonb_array_elements_text(m -> 'serviceIds')::int),
         ARRAY(SELECT jsonb_array_elements_text(m -> 'levels')::smallint),
         CASE WHEN m -> 'counts' <> 'null' THEN ARRAY(SELECT jsonb_array_elements_text(m -> 'counts')::bigint) END
    FROM jsonb_array_elements($2::jsonb) m
  ON CONFLICT (narrowing, minute) DO NOTHING`;

interface Asked {
  readonly questions: readonly Question[];
  readonly services: readonly KnownService[];
  /** First and last moment that is evaluated. */
  readonly at: number;
  readonly to?: number;
  /** What becomes of minutes that were never closed, as in `readRequests`. */
  readonly unclosed: 'close' | 'count';
}

/**
 * Reads the minutes that rules about texts, versions and types of errors look at.
 *
 * @param known what was read before
 * @returns by id of the narrowing; those that nobody asks for any more are left out
 */
export async function readNarrowed(
  read: Read,
  known: ReadonlyMap<string, NarrowedTable>,
  { questions, services, at, to = at, unclosed }: Asked,
): Promise<Map<string, NarrowedTable>> {
  const tables = new Map<string, NarrowedTable>();
  const budget = { records: MOST_AT_ONCE };
  for (const narrowing of narrowingsOf(questions)) {
    const table = known.get(narrowing.id) ?? new NarrowedTable(narrowing);
    const spans = spansOf(questionsAbout(questions, narrowing), at).map((span) => ({
      from: span.from,
      to: span.to + (to - at),
    }));
    for (const minute of await minutesOf(read, narrowing, { services, unclosed, budget }, table.missing(spans)))
      table.put(minute);
    table.keepOnly(spans);
    tables.set(narrowing.id, table);
  }
  return tables;
}

type Counting = Pick<Asked, 'services' | 'unclosed'> & { readonly budget: { records: number } };

/** @param wanted starts of minutes, in order */
async function minutesOf(
  read: Read,
  narrowing: Narrowing,
  { services, unclosed, budget }: Counting,
  wanted: readonly number[],
): Promise<NarrowedMinute[]> {
  if (wanted.length === 0) return [];
  const key = createHash('md5').update(narrowing.id).digest('hex');
  const found = await read<NarrowedMinute>(READ_CLOSED, [key, wanted.map((minute) => new Date(minute))]);
  const closed = new Set(found.map(({ minute }) => minute));
  const ids = services.filter(({ name }) => isMeant(narrowing, name)).map(({ id }) => id);
  // The newest first: what was long ago matters least when not all can be looked through.
  for (const chunk of chunksOf(wanted.filter((minute) => !closed.has(minute))).reverse()) {
    const counted = await countChunk(read, narrowing, ids, chunk, budget);
    if (unclosed === 'close') await read(CLOSE, [key, JSON.stringify(counted.map(asJson))]);
    found.push(...counted);
  }
  return found;
}

/** Minutes that follow one another, of one hour. */
function chunksOf(minutes: readonly number[]): number[][] {
  const chunks: number[][] = [];
  for (const minute of minutes) {
    const last = chunks.at(-1);
    const first = last?.[0] ?? 0;
    if (last?.at(-1) === minute - MINUTE_MS && minute - first < HOUR_MS) last.push(minute);
    else chunks.push([minute]);
  }
  return chunks;
}

/** Counts minutes that follow one another, as far as they do not hold more than can be looked through. */
async function countChunk(
  read: Read,
  narrowing: Narrowing,
  serviceIds: readonly number[],
  minutes: readonly number[],
  budget: { records: number },
): Promise<NarrowedMinute[]> {
  const span = { from: minutes[0] as number, to: (minutes.at(-1) as number) + MINUTE_MS };
  const volumes = new Map(
    (await readMinutes(read, span.from, span.to, serviceIds)).map((one) => [one.minute, volumeOf(one, narrowing)]),
  );
  const total = [...volumes.values()].reduce((sum, volume) => sum + volume, 0);
  if (total === 0) return minutes.map((minute) => minuteOf(minute, []));
  if (Math.max(...volumes.values()) > MOST_PER_MINUTE || total > budget.records) {
    if (minutes.length > 1) return halves(minutes, (half) => countChunk(read, narrowing, serviceIds, half, budget));
    return minutes.map(unknownMinute);
  }
  budget.records -= total;
  const counts = await countNarrowed(read, narrowing, serviceIds, span);
  if (counts !== undefined) return minutes.map((minute) => minuteOf(minute, counts));
  if (minutes.length > 1) return halves(minutes, (half) => countChunk(read, narrowing, serviceIds, half, budget));
  return minutes.map(unknownMinute);
}

/** The later half first. */
async function halves(
  minutes: readonly number[],
  count: (half: readonly number[]) => Promise<NarrowedMinute[]>,
): Promise<NarrowedMinute[]> {
  const middle = minutes.length >> 1;
  const later = await count(minutes.slice(middle));
  return [...(await count(minutes.slice(0, middle))), ...later];
}

function volumeOf({ levels, counts }: ClosedMinute, narrowing: Narrowing): number {
  const asked = narrowing.levels?.map((level) => SEVERITY[level]);
  let sum = 0;
  for (let at = 0; at < levels.length; at += 1) {
    if (asked?.includes(levels[at] as number) ?? true) sum += counts[at] as number;
  }
  return sum;
}

function minuteOf(minute: number, counts: readonly NarrowedCount[]): NarrowedMinute {
  const ofMinute = counts.filter((one) => one.minute === minute);
  return {
    minute,
    serviceIds: ofMinute.map(({ serviceId }) => serviceId),
    levels: ofMinute.map(({ level }) => level),
    counts: ofMinute.map(({ count }) => count),
  };
}

function unknownMinute(minute: number): NarrowedMinute {
  return { minute, serviceIds: [], levels: [], counts: null };
}

function asJson({ minute, ...rest }: NarrowedMinute): object {
  return { ...rest, minute: new Date(minute).toISOString() };
}

function isMeant({ services, exceptServices }: Narrowing, name: string): boolean {
  if (exceptServices?.some((pattern) => matchesPattern(pattern, name))) return false;
  return services?.some((pattern) => matchesPattern(pattern, name)) ?? true;
}
