import type { Upstream } from '@log-monitor/access-record';

/** nginx's variables of one request, each a list of the same length: `a, b : c`. */
export interface UpstreamVariables {
  readonly addresses: string | undefined;
  readonly statuses: string | undefined;
  /** Seconds. */
  readonly times: string | undefined;
  /** Bytes. */
  readonly lengths: string | undefined;
}

/** What the upstreams of one request come to. */
export interface UpstreamSummary {
  readonly upstreams: readonly Upstream[];
  /** Sum of the times that were measured; undefined when none was. */
  readonly durationMs: number | undefined;
  /** Status of the last upstream that answered. */
  readonly statusCode: number | undefined;
}

/** nginx itself tries no more servers; a longer list is cut. */
const MAX_UPSTREAMS = 64;

/**
 * Joins nginx's upstream variables. Servers that were tried one after the other are separated by commas, those after an internal redirect by
 * colons; `-` stands for one that gave no answer (ngx_http_upstream_module, "Embedded Variables").
 *
 * @returns undefined when no variable names an upstream
 */
export function readUpstreams(variables: UpstreamVariables): UpstreamSummary | undefined {
  const addresses = splitList(variables.addresses);
  const statuses = splitList(variables.statuses);
  const times = splitList(variables.times);
  const lengths = splitList(variables.lengths);
  const count = Math.max(addresses.items.length, statuses.items.length, times.items.length, lengths.items.length);
  if (count === 0) return undefined;
  const redirects = [addresses, statuses, times, lengths].find(({ items }) => items.length === count)?.redirects ?? [];
  const upstreams: Upstream[] = [];
  for (let index = 0; index < Math.min(count, MAX_UPSTREAMS); index += 1) {
    const seconds = readFigure(times.items[index]);
    upstreams.push({
      address: addresses.items[index],
      statusCode: readFigure(statuses.items[index]),
      durationMs: seconds === undefined ? undefined : toMs(seconds),
      responseSize: readFigure(lengths.items[index]),
      redirected: redirects[index] ?? false,
    });
  }
  return summarise(upstreams);
}

/** Sums up upstreams that came in a structure of their own. */
export function summarise(upstreams: readonly Upstream[]): UpstreamSummary {
  let durationMs: number | undefined;
  let statusCode: number | undefined;
  for (const upstream of upstreams) {
    if (upstream.durationMs !== undefined) durationMs = roundMs((durationMs ?? 0) + upstream.durationMs);
    if (upstream.statusCode !== undefined) statusCode = upstream.statusCode;
  }
  return { upstreams, durationMs, statusCode };
}

interface List {
  readonly items: readonly string[];
  readonly redirects: readonly boolean[];
}

const EMPTY_LIST: List = { items: [], redirects: [] };

function splitList(text: string | undefined): List {
  if (text === undefined || text === '' || text === '-') return EMPTY_LIST;
  if (!text.includes(',') && !text.includes(' ')) return { items: [text], redirects: [false] };
  const items: string[] = [];
  const redirects: boolean[] = [];
  let redirected = false;
  let begin = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const isColon = text.charCodeAt(at) === 58 && text.charCodeAt(at - 1) === 32 && text.charCodeAt(at + 1) === 32;
    if (at < text.length && text.charCodeAt(at) !== 44 && !isColon) continue;
    items.push(text.slice(begin, at).trim());
    redirects.push(redirected);
    redirected = isColon;
    begin = at + 1;
  }
  return { items, redirects };
}

/** A figure that is not negative; undefined for `-`, nothing and anything else. */
function readFigure(text: string | undefined): number | undefined {
  if (text === undefined || text === '' || text === '-' || text.length > 20) return undefined;
  const figure = Number(text);
  return figure >= 0 && Number.isFinite(figure) ? figure : undefined;
}

/** Seconds with three or six decimals, as milliseconds without the noise of binary fractions. */
export function toMs(seconds: number): number {
  return roundMs(seconds * 1000);
}

/** Rounds durations to nanoseconds, and points in time to microseconds, since a number holds no more of them. */
function roundMs(ms: number): number {
  const perMs = Math.abs(ms) < 1e9 ? 1e6 : 1e3;
  return Math.round(ms * perMs) / perMs;
}
