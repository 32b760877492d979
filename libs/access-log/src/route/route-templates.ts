import { segmentTemplate } from './segment-rules.js';

/** Where routes go that are beyond the cap. They are counted, only their names are not kept apart. */
export const OTHER_ROUTES = '(other)';

/** Limits of what is learned. */
export interface RouteLimits {
  /** Distinct values below one parent that make the segment a parameter. Default 50; directly below the root ten times as many. */
  readonly distinctValues?: number;
  /** A value with at least this share of its parent's requests keeps its name when the others become a parameter. Default 0.05. */
  readonly keptShare?: number;
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
  /** True from the moment on when unknown values below are a parameter. */
  isOpen: boolean;
  /** Routes that have been let in: this one, and with a slash at its end. */
  admitted: string | undefined;
  admittedFolder: string | undefined;
}

const MAX_DEPTH = 16;
const PARAMETER = ':param';
const ROOT_FACTOR = 10;

/**
 * Makes route templates by rules and by what it has seen: where many distinct values follow one parent, they are a parameter. Only requests that were
 * answered teach, so that a scan for files that do not exist changes nothing. The same requests in the same order give the same templates; there is
 * neither clock nor chance in it.
 */
export class RouteTemplates {
  readonly #distinctValues: number;
  readonly #keptShare: number;
  readonly #maxRoutes: number;
  readonly #maxSegments: number;
  readonly #root = newSegment('');
  readonly #routes = new Map<string, string>();
  #failedRoutes = 0;
  #segments = 0;

  constructor(limits: RouteLimits = {}) {
    this.#distinctValues = limits.distinctValues ?? 50;
    this.#keptShare = limits.keptShare ?? 0.05;
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
          node.children.get(segment) ?? this.#child(node, segmentTemplate(segment), learns, depth);
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
  #child(node: Segment, name: string, learns: boolean, depth: number): Segment | undefined {
    const known = node.children.get(name);
    if (known !== undefined) return known;
    const limit = depth === 0 ? this.#distinctValues * ROOT_FACTOR : this.#distinctValues;
    if (learns && !node.isOpen && node.children.size >= limit) this.#openUp(node);
    const isFull = this.#segments >= this.#maxSegments;
    const shown = node.isOpen || (learns && isFull) ? PARAMETER : name;
    const child = node.children.get(shown);
    if (child !== undefined || !(learns || node.isOpen)) return child;
    const created = newSegment(`${node.route}/${shown}`);
    node.children.set(shown, created);
    this.#segments += 1;
    return created;
  }

  /** The values become one parameter; what was known below them is learned again, once for all. */
  #openUp(node: Segment): void {
    node.isOpen = true;
    let requests = 0;
    for (const child of node.children.values()) requests += child.requests;
    for (const [name, child] of node.children) {
      if (name.startsWith(':') || child.requests >= requests * this.#keptShare) continue;
      node.children.delete(name);
      this.#segments -= sizeOf(child);
    }
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

function newSegment(route: string): Segment {
  return { children: new Map(), route, requests: 0, isOpen: false, admitted: undefined, admittedFolder: undefined };
}

function sizeOf(segment: Segment): number {
  let size = 1;
  for (const child of segment.children.values()) size += sizeOf(child);
  return size;
}
