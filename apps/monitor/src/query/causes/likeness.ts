/** A request that failed, as far as it tells which error belongs to it. */
export interface FailedRequest {
  /** When it was written down, in milliseconds since 1970: its begin or its end. */
  time: number;
  durationMs: number | null;
  /** What the line calls the place that it was sent to: host, upstream, the gateway's names of service and route. */
  names: readonly string[];
  method: string | null;
  route: string | null;
  path: string | null;
}

/** An error, as far as it tells which request it belongs to. */
export interface NearError {
  /** Milliseconds since 1970. */
  time: number;
  service: string;
  host: string;
  /** Paths and routes that its attributes name. */
  places: readonly string[];
}

/** Times of lines are often cut to the second, and clocks differ a little. */
const SLACK_MS = 1000;
/** A websocket that breaks after a day says nothing of errors in that day. */
const LONGEST_MS = 60_000;
/** An error so far from begin and end speaks half as much for itself as one at the same moment. */
const NEAR_MS = 250;
const OF_SERVICE = 4;
const OF_PLACE = 8;

/** The times [from, to) in which an error must have been logged that made a request fail. Lines are written at the end of a request, or are dated to its begin. */
export function spanOf({ time, durationMs }: Pick<FailedRequest, 'time' | 'durationMs'>): { from: number; to: number } {
  const lasted = Math.min(durationMs ?? 0, LONGEST_MS);
  return { from: time - lasted - SLACK_MS, to: time + lasted + SLACK_MS };
}

/** The farthest that an error may be from the time of its request. */
export const FARTHEST_MS = LONGEST_MS + SLACK_MS;

/**
 * How much speaks for it that an error made a request fail: that it is near its begin or end, that its service is the one that the request was sent to, and
 * that it names the same path or route. To be compared with that of other errors; 0 for one at another time.
 */
export function likeness(request: FailedRequest, error: NearError): number {
  const { from, to } = spanOf(request);
  if (error.time < from || error.time >= to) return 0;
  const ends = [request.time, request.time + (request.durationMs ?? 0), request.time - (request.durationMs ?? 0)];
  const distance = Math.min(...ends.map((end) => Math.abs(error.time - end)));
  const isOfService = request.names.some((name) => isNamed(error.service, name) || name === error.host);
  const isOfPlace = error.places.some((place) => isPlace(place, request));
  return (1 / (1 + distance / NEAR_MS)) * (isOfService ? OF_SERVICE : 1) * (isOfPlace ? OF_PLACE : 1);
}

/** `booking-api.example.com`, `booking.default.svc:80` and `/booking` all name the service `booking`. */
function isNamed(service: string, name: string): boolean {
  const words = wordsOf(service);
  return words.trim() !== '' && wordsOf(name).includes(words);
}

function wordsOf(name: string): string {
  return ` ${name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join(' ')} `;
}

function isPlace(place: string, { method, route, path }: FailedRequest): boolean {
  const bare = withoutNames(place.replace(/^[A-Z]+ /, ''));
  if (bare === '' || bare === '/') return false;
  const said = /^([A-Z]+) /.exec(place)?.[1];
  if (said !== undefined && method !== null && said !== method) return false;
  return [route, path].some((one) => one !== null && withoutNames(one) === bare);
}

/** `/orders/:id`, `/orders/{orderId}` and `/orders/<id>` are one route; a query is none of it. */
function withoutNames(route: string): string {
  return route.replace(/\?.*$/s, '').replace(/:\w+|\{[^/{}]*\}|<[^/<>]*>/g, ':');
}
