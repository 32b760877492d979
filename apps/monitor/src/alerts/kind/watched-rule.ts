import { SEVERITY } from '@log-monitor/log-record';
import type { AlertRule } from '@log-monitor/monitor-api';
import type { KnownService } from '../measure/measurements.js';
import { isInScope } from './request-scope.js';
import { matchesPattern } from '../measure/name-pattern.js';
import type { RequestPlace } from '../measure/request-sums.js';
import { type Narrowing, narrowingOf } from '../measure/narrowing.js';

/** A rule with what is found once for many evaluations. */
export class WatchedRule {
  /** Numbers of the levels that count; undefined: all. */
  readonly levels: readonly number[] | undefined;
  readonly windowMinutes: number;
  /** What records have to hold besides being of a service and a level; undefined: nothing. */
  readonly narrowing: Narrowing | undefined;
  readonly #ownService: string;
  readonly #places = new WeakMap<RequestPlace, boolean>();
  #known: readonly KnownService[] | undefined;
  #watched: readonly KnownService[] = [];

  /** @param ownService name of the monitor's own records, which count only where a rule names it */
  constructor(
    readonly rule: AlertRule,
    ownService: string,
  ) {
    this.#ownService = ownService;
    this.levels = rule.scope.levels?.map((level) => SEVERITY[level]);
    this.windowMinutes = rule.windowSeconds / 60;
    this.narrowing = narrowingOf(rule.scope);
  }

  /** @param known the same list as long as no service is new */
  services(known: readonly KnownService[]): readonly KnownService[] {
    if (known !== this.#known) {
      this.#known = known;
      this.#watched = known.filter(({ name }) => this.watches(name));
    }
    return this.#watched;
  }

  /** Asked for each place in each minute: patterns are looked at once for each. */
  watchesRequests(place: RequestPlace): boolean {
    let isWatched = this.#places.get(place);
    if (isWatched === undefined) this.#places.set(place, (isWatched = isInScope(this.rule.scope, place)));
    return isWatched;
  }

  watches(service: string): boolean {
    const { services, exceptServices = [] } = this.rule.scope;
    if (exceptServices.some((pattern) => matchesPattern(pattern, service))) return false;
    // A rule about our own records could set itself off: whoever wants one names the service as it is.
    if (service === this.#ownService) return services?.includes(service) ?? false;
    return services?.some((pattern) => matchesPattern(pattern, service)) ?? true;
  }
}
