import { type JudgedSegment, JudgedSegments } from './judged-segments.js';
import { segmentTemplate } from './segment-rules.js';

/** Where routes go that are beyond the cap. They are counted, only their names are not kept apart. */
export const OTHER_ROUTES = '(other)';

/** Limits of what is learned. */
export interface RouteLimits {
  /**
   * Distinct words below one parent that make the segment a parameter. Default 50; directly below the root ten times as many. Of values that look as if somebody
   * had named them (digits, several words) a fifth is enough.
   */
  readonly distinctValues?: number;
  /** Routes that are told apart; at most a quarter of them may be known from failed requests only. Default 2,000. */
  readonly routes?: number;
  /** Path segments that are remembered. Default 20,000. */
  readonly segments?: number;
}

/** A segment that is known below its parent. */
interface Segment {
  readonly children: Map<string, Segment>;
  /** The route up to and with this segment. */
  readonly route: string;
  requests: number;
  /** Values below by what they look like; true from the moment on when unknown ones are a parameter. */
  readonly words: Values;
  readonly named: Values;
  /** Routes that have been let in: this one, and with a slash at its end. */
  admitted: string | undefined;
  admittedFolder: string | undefined;
}

/** Values of one look. */
interface Values {
  distinct: number;
  isOpen: boolean;
}

const MAX_DEPTH = 16;
const PARAMETER = ':param';
const ROOT_FACTOR = 10;
/** How many times fewer values that look named are enough. */
const NAMED_FACTOR = 5;
/** Frequent values keep their names where the next one comes so many times less often; there are few of them, and each has such a share. */
const KEPT_GAP = 5;
const MOST_KEPT = 10;
const KEPT_SHARE = 0.02;

/**
 * Makes route templates by rules and by what it has seen: where many distinct values follow one parent, they are a parameter. Only requests that were
 * answered teach, so that a scan for files that do not exist changes nothing. The same requests in the same order give the same templates; there is
 * neither clock nor chance in it. Two that see different parts of the same traffic come to the same templates: what became a parameter stays one, and each
 * has it as soon as it has seen so many values itself.
 */
export class RouteTemplates {
  readonly #distinctValues: number;
  readonly #maxRoutes: number;
  readonly #maxSegments: number;
  readonly #root = newSegment('');
  readonly #routes = new Map<string, string>();
  readonly #judged = new JudgedSegments();
  #failedRoutes = 0;
  #segments = 0;

  constructor(limits: RouteLimits = {}) {
    this.#distinctValues = limits.distinctValues ?? 50;
    this.#maxRoutes = limits.routes ?? 2_000;
    this.#maxSegments = limits.segments ?? 20_000;
  }

  /**
   * @param path without query
   * @param status of the response; one from 400 to 499 teaches nothing
   * @returns the route, or `(other)` beyond the cap
   */
  template(path: string, status: number | undefined): string {
    if (path.charCodeAt(0) !== 47) return this.#admit(path === '*' ? path : ':text', true);
    const learns = status === undefined || status < 400 || status >= 500;
    let node = this.#root;
    let depth = 0;
    for (let begin = 1; begin <= path.length;) {
      const slash = path.indexOf('/', begin);
      const end = slash === -1 ? path.length : slash;
      if (end > begin) {
        if (depth === MAX_DEPTH) return this.#admit(`${node.route}/*`, learns);
        const segment = path.slice(begin, end);
        const child: Segment | undefined =
          node.children.get(segment) ?? this.#child(node, this.#judged.judge(segment), learns, depth);
        if (child === undefined) return this.#admit(untaught(node.route, path, begin, MAX_DEPTH - depth), learns);
        if (learns) child.requests += 1;
        node = child;
        depth += 1;
      }
      begin = end + 1;
    }
    return this.#admitSegment(node, path.charCodeAt(path.length - 1) === 47, learns);
  }

  /** The segment of that name, a new one if the request teaches; undefined when it is unknown and stays so. */
  #child(node: Segment, judged: JudgedSegment, learns: boolean, depth: number): Segment | undefined {
    const { name, look } = judged;
    const known = node.children.get(name);
    if (known !== undefined) return known;
    const values = look === 'named' ? node.named : node.words;
    const mayVary = look === 'named' || look === 'word';
    const isOpen = mayVary && (values.isOpen || node.words.isOpen);
    if (learns && mayVary && !isOpen && values.distinct >= this.#limitOf(node, values, depth)) {
      this.#openUp(node, values);
      return this.#child(node, judged, learns, depth);
    }
    const isFull = this.#segments >= this.#maxSegments;
    const shown = isOpen || (learns && isFull) ? PARAMETER : name;
    const child = node.children.get(shown);
    if (child !== undefined || !(learns || isOpen)) return child;
    const created = newSegment(`${node.route}/${shown}`);
    node.children.set(shown, created);
    this.#segments += 1;
    if (mayVary && shown === name) values.distinct += 1;
    return created;
  }

  #limitOf(node: Segment, values: Values, depth: number): number {
    const limit = depth === 0 ? this.#distinctValues * ROOT_FACTOR : this.#distinctValues;
    return values === node.named ? Math.max(3, Math.ceil(limit / NAMED_FACTOR)) : limit;
  }

  /** The values of that look become one parameter; what was known below them is learned again, once for all. */
  #openUp(node: Segment, values: Values): void {
    values.isOpen = true;
    values.distinct = 0;
    const all = [...node.children].filter(([name]) => {
      const { look } = this.#judged.judge(name);
      return look === 'named' || (look === 'word' && values === node.words);
    });
    const ranked = all.sort(([, one], [, other]) => other.requests - one.requests);
    for (const [name, child] of ranked.slice(keptOf(ranked.map(([, { requests }]) => requests)))) {
      node.children.delete(name);
      this.#forget(child);
    }
  }

  #forget(segment: Segment): void {
    this.#segments -= 1;
    for (const route of [segment.admitted, segment.admittedFolder]) if (route !== undefined) this.#routes.delete(route);
    for (const child of segment.children.values()) this.#forget(child);
  }

  #admitSegment(segment: Segment, isFolder: boolean, answered: boolean): string {
    const before = isFolder ? segment.admittedFolder : segment.admitted;
    if (before !== undefined) return before;
    const route = isFolder ? `${segment.route}/` : segment.route;
    const shown = this.#admit(route, answered);
    // What is refused as failed can be let in when it is answered.
    if (shown === route && isFolder) segment.admittedFolder = route;
    else if (shown === route) segment.admitted = route;
    return shown;
  }

  #admit(route: string, answered: boolean): string {
    const known = this.#routes.get(route);
    if (known !== undefined) return known;
    if (this.#routes.size >= this.#maxRoutes || (!answered && this.#failedRoutes >= this.#maxRoutes / 4))
      return OTHER_ROUTES;
    if (!answered) this.#failedRoutes += 1;
    this.#routes.set(route, route);
    return route;
  }
}

/** The rest of a path by the rules alone. */
function untaught(route: string, path: string, from: number, depth: number): string {
  const segments = path
    .slice(from)
    .split('/', depth + 1)
    .filter((segment) => segment !== '');
  const names = segments.map((segment, index) => (index === depth ? '*' : segmentTemplate(segment)));
  return `${route}/${names.join('/')}${path.endsWith('/') ? '/' : ''}`;
}

/** How many of the most frequent values keep their names. A step down to the next shows that they are none of the many, which get fewer gradually. */
function keptOf(ranked: readonly number[]): number {
  const total = ranked.reduce((sum, requests) => sum + requests, 0);
  let kept = 0;
  for (let at = 0; at < Math.min(MOST_KEPT, ranked.length - 1); at += 1) {
    const requests = ranked[at] as number;
    if (requests >= total * KEPT_SHARE && requests >= KEPT_GAP * (ranked[at + 1] as number)) kept = at + 1;
  }
  return kept;
}

function newSegment(route: string): Segment {
  return {
    children: new Map(),
    route,
    requests: 0,
    words: { distinct: 0, isOpen: false },
    named: { distinct: 0, isOpen: false },
    admitted: undefined,
    admittedFolder: undefined,
  };
}
