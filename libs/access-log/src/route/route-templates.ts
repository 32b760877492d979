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

interface Segment {
  readonly children: Map<string, Segment>;
  requests: number;
  /** True from the moment on when unknown values below are a parameter. */
  open: boolean;
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
  readonly #root = newSegment();
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
    let node: Segment | undefined = this.#root;
    let route = '';
    let depth = 0;
    for (let begin = 1; begin <= path.length;) {
      const slash = path.indexOf('/', begin);
      const end = slash === -1 ? path.length : slash;
      if (end > begin) {
        if (depth === MAX_DEPTH) return this.#admit(`${route}/*`, learns);
        const name: string = this.#nameBelow(node, segmentTemplate(path.slice(begin, end)), learns);
        if (learns && node !== undefined) this.#count(node, name, depth);
        node = node?.children.get(name);
        route += `/${name}`;
        depth += 1;
      }
      begin = end + 1;
    }
    const isFolder = path.charCodeAt(path.length - 1) === 47;
    return this.#admit(isFolder ? `${route}/` : route, learns);
  }

  #nameBelow(node: Segment | undefined, name: string, learns: boolean): string {
    if (node === undefined || node.children.has(name)) return name;
    if (node.open || (learns && this.#segments >= this.#maxSegments)) return PARAMETER;
    return name;
  }

  #count(node: Segment, name: string, depth: number): void {
    let child = node.children.get(name);
    if (child === undefined) {
      child = newSegment();
      node.children.set(name, child);
      this.#segments += 1;
    }
    child.requests += 1;
    const limit = depth === 0 ? this.#distinctValues * ROOT_FACTOR : this.#distinctValues;
    if (!node.open && node.children.size > limit) this.#openUp(node, name);
  }

  /** The values become one parameter; what was known below them is learned again, once for all. */
  #openUp(node: Segment, latest: string): void {
    node.open = true;
    let requests = 0;
    for (const child of node.children.values()) requests += child.requests;
    for (const [name, child] of node.children) {
      if (name.startsWith(':') || name === latest || child.requests >= requests * this.#keptShare) continue;
      node.children.delete(name);
      this.#segments -= sizeOf(child);
    }
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

function newSegment(): Segment {
  return { children: new Map(), requests: 0, open: false };
}

function sizeOf(segment: Segment): number {
  let size = 1;
  for (const child of segment.children.values()) size += sizeOf(child);
  return size;
}
