import { addRoute, OTHER_ROUTE, type RouteFacts, WINDOW_SECONDS, WindowFacts } from '../facts/window-facts.js';
import { AttackedRoutes } from './attacked-routes.js';
import { RecentClient } from './recent-client.js';

/** So many windows are looked back: a minute. */
export const LOOK_BACK = 6;

/** What a host, or a route, had in each of the last windows, the oldest first. */
export type Course = readonly Readonly<RouteFacts>[];

const NOTHING: Readonly<RouteFacts> = { requests: 0, errors: 0, faults: 0, latency: [] };
const EMPTY = new WindowFacts();
/** A client with less in a window has done nothing to look at. */
const LEAST_REQUESTS = 3;

/** What detectors see of one source: the windows of the last minute. */
export class SourceView {
  /** Begin of the newest window, seconds since 1970. */
  start = 0;
  readonly #windows: WindowFacts[] = [];
  readonly #sums: Map<string, RouteFacts>[] = [];
  #hosts = new Map<string, RouteFacts[]>();
  /** Of the routes of each host that was asked for. */
  readonly #courses = new Map<string, ReadonlyMap<string, Course>>();
  #clients: RecentClient[] = [];
  /** Requests of the newest window, by host, of clients that attack: they are no part of what is usual. */
  readonly offences = new Map<string, number>();
  /** Where answers are those to attackers, in the windows of the last minute. */
  readonly attacked = new AttackedRoutes();

  /** Forgets the windows: those that follow are of another time. */
  clear(): void {
    this.#windows.length = 0;
    this.#sums.length = 0;
    this.attacked.clear();
  }

  /** Takes the next window; undefined when nothing came in it. */
  push(start: number, facts: WindowFacts | undefined): void {
    this.start = start;
    this.#windows.push(facts ?? EMPTY);
    this.#sums.push(hostSums(facts ?? EMPTY));
    if (this.#windows.length > LOOK_BACK) {
      this.#windows.shift();
      this.#sums.shift();
    }
    this.offences.clear();
    this.#courses.clear();
    this.attacked.forget(this.#startOf(0));
    this.#hosts = new Map();
    for (const [at, sums] of this.#sums.entries()) {
      for (const [host, facts_] of sums) {
        let course = this.#hosts.get(host);
        if (course === undefined) {
          course = Array.from(this.#sums, () => NOTHING as RouteFacts);
          this.#hosts.set(host, course);
        }
        course[at] = facts_;
      }
    }
    this.#clients = this.#recentClients();
  }

  get newest(): WindowFacts {
    return this.#windows.at(-1) ?? EMPTY;
  }

  /** Hosts of the last minute. */
  get hosts(): ReadonlyMap<string, Course> {
    return this.#hosts;
  }

  /** Clients that did enough in the newest window to be looked at, with their last minute, in the order in which they came. */
  get clients(): readonly RecentClient[] {
    return this.#clients;
  }

  /** All routes of a host in the newest window, with their last minute; what is not there is no route. */
  routesOf(host: string): ReadonlyMap<string, Course> {
    let courses = this.#courses.get(host);
    if (courses === undefined) this.#courses.set(host, (courses = this.#coursesOf(host)));
    return courses;
  }

  /** A host's last minute without the routes where answers are those to attackers. */
  undisturbed(host: string): Course {
    const course = this.#hosts.get(host) ?? [];
    return course.map((facts, at) => {
      const attacked = this.attacked.in(this.#startOf(at), host);
      if (attacked === undefined) return facts;
      return sumOfRoutes(this.#windows[at]?.hosts.get(host) ?? new Map<string, RouteFacts>(), attacked);
    });
  }

  /** Like {@link routesOf}, without what an attacker got. */
  undisturbedRoutesOf(host: string): ReadonlyMap<string, Course> {
    const attacked = [...this.#windows.keys()].map((at) => this.attacked.in(this.#startOf(at), host));
    if (attacked.every((routes) => routes === undefined)) return this.routesOf(host);
    const courses = new Map(this.routesOf(host));
    for (const [at, routes] of attacked.entries())
      for (const route of routes ?? []) {
        const course = courses.get(route);
        if (course === undefined) continue;
        if (at === this.#windows.length - 1) courses.delete(route);
        else courses.set(route, course.with(at, NOTHING));
      }
    return courses;
  }

  /** Notes that what a client did in the newest window is no part of what is usual. */
  exclude(address: string): void {
    for (const [host, requests] of this.newest.clients.get(address)?.hosts ?? [])
      this.offences.set(host, (this.offences.get(host) ?? 0) + requests);
  }

  /** Notes where a client was refused in the last minute: it attacks, or is about to. */
  noteAttack(address: string): void {
    for (const [at, window] of this.#windows.entries()) {
      const client = window.clients.get(address);
      if (client !== undefined) this.attacked.note(this.#startOf(at), window, client);
    }
  }

  /** Begin of a window of the last minute. */
  #startOf(at: number): number {
    return this.start - WINDOW_SECONDS * (this.#windows.length - 1 - at);
  }

  #coursesOf(host: string): ReadonlyMap<string, Course> {
    const windows = this.#windows.map((window) => window.hosts.get(host));
    const courses = new Map<string, Course>();
    for (const name of this.newest.hosts.get(host)?.keys() ?? []) {
      if (name === OTHER_ROUTE) continue;
      courses.set(
        name,
        windows.map((routes) => routes?.get(name) ?? NOTHING),
      );
    }
    return courses;
  }

  #recentClients(): RecentClient[] {
    const newest = this.newest.clients;
    const tables = this.#windows.map(({ clients }) => clients);
    const recent: RecentClient[] = [];
    for (let row = 0; row < newest.size; row += 1) {
      if (newest.requestsAt(row) >= LEAST_REQUESTS || newest.badBotAt(row) > 0)
        recent.push(new RecentClient(tables, row));
    }
    return recent;
  }
}

/** The sum of the last windows of a course. */
export function lastOf(course: Course, count: number): RouteFacts {
  const sum: RouteFacts = { requests: 0, errors: 0, faults: 0, latency: [] };
  for (const facts of course.slice(-count)) addRoute(sum, facts);
  return sum;
}

function hostSums(window: WindowFacts): Map<string, RouteFacts> {
  return new Map([...window.hosts].map(([host, routes]) => [host, sumOfRoutes(routes)]));
}

function sumOfRoutes(routes: ReadonlyMap<string, Readonly<RouteFacts>>, without?: ReadonlySet<string>): RouteFacts {
  const sum: RouteFacts = { requests: 0, errors: 0, faults: 0, latency: [] };
  for (const [route, facts] of routes) if (without?.has(route) !== true) addRoute(sum, facts);
  return sum;
}

/** The host that a client asked most. */
export function mainHost({ hosts }: Pick<RecentClient, 'hosts'>): string {
  let main = '';
  let most = -1;
  for (const [host, requests] of hosts) {
    if (requests < most || (requests === most && host > main)) continue;
    main = host;
    most = requests;
  }
  return main;
}
