import type { ZoneOffset } from '../format/local-zone.js';
import { Attack } from '../incident/attack.js';
import { Incident, type Truth } from '../incident/incident.js';
import { type IncidentKind, type IncidentPlan, isDisturbance, planIncidents } from '../incident/incident-plan.js';
import { integerBetween, pick, type Random, seededRandom } from '../random/seeded-random.js';
import { ClientPool, type ClientSettings } from '../site/client-pool.js';
import { Arrivals } from '../event/arrivals.js';
import { errorAbout, errorOfRequest } from '../event/error-of-request.js';
import type { EventSource, TrafficEvent } from '../event/event-source.js';
import { Heartbeats } from '../event/heartbeats.js';
import { type CurveSettings, LoadCurve } from '../visit/load-curve.js';
import type { EventStream } from './event-stream.js';
import { type Deviation, Visits, type VisitSettings } from '../visit/visits.js';
import { ERROR_CAUSES } from '../event/web-error.js';

export interface TrafficSettings extends VisitSettings {
  readonly seed: number;
  /** Requests of visitors per second, as the mean of a week. */
  readonly perSecond: number;
  /** Lines of the error log per second that no request has caused. */
  readonly errorsPerSecond: number;
  readonly curve: CurveSettings;
  /** Milliseconds of the visitors' local time from UTC. */
  readonly offsetAt: ZoneOffset;
  readonly clients: ClientSettings;
  readonly incidents: readonly IncidentPlan[];
  /** How many more incidents of each kind there are on average a day. */
  readonly incidentsPerDay: Readonly<Partial<Record<IncidentKind, number>>>;
  /** Seconds between two signs of life; 0 for none. */
  readonly heartbeatSeconds: number;
}

const DAY_MS = 86_400_000;
const FAULTS = [500, 502, 502, 503, 503, 504];

/** Everything that happens on the site, one event after the other, without an end. The same settings and begin give the same events. */
export class Traffic implements EventStream {
  readonly #settings: TrafficSettings;
  readonly #clients: ClientPool;
  readonly #from: number;
  readonly #sources: EventSource[];
  readonly #incidents: Incident[] = [];
  readonly #ended: Truth[] = [];
  #attackers = 0;
  #plannedUntil: number;

  /** @param from milliseconds since 1970 UTC */
  constructor(settings: TrafficSettings, from: number) {
    this.#settings = settings;
    this.#from = from;
    this.#clients = new ClientPool(settings.clients, settings.seed);
    this.#sources = [this.#visits(), this.#errors(), new Heartbeats(from, settings.heartbeatSeconds)];
    this.#plannedUntil = Math.floor(from / DAY_MS) * DAY_MS;
    for (const plan of settings.incidents) this.#begin(plan);
    this.#planUntil(from);
  }

  /** The next event; undefined when nothing will ever happen. */
  next(): TrafficEvent | undefined {
    let first = this.#first();
    while (first.at >= this.#plannedUntil && first.at !== Infinity) {
      this.#planUntil(first.at);
      first = this.#first();
    }
    return first.at === Infinity ? undefined : first.take();
  }

  /**
   * What is known of the incidents that have ended, each once.
   *
   * @param now milliseconds since 1970 UTC that the traffic has come to
   */
  truths(now: number): Truth[] {
    for (let at = this.#incidents.length - 1; at >= 0; at -= 1) {
      const incident = this.#incidents[at] as Incident;
      if (incident.plan.to > now) continue;
      this.#ended.unshift(incident.truth());
      this.#incidents.splice(at, 1);
    }
    return this.#ended.splice(0);
  }

  /** What is known of those that are still on at the end. */
  unfinished(end: number): Truth[] {
    return this.#incidents.filter(({ plan }) => plan.from < end).map((incident) => incident.truth(end));
  }

  #first(): EventSource {
    let first = this.#sources[0] as EventSource;
    for (const source of this.#sources) if (source.at < first.at) first = source;
    return first;
  }

  #planUntil(time: number): void {
    while (this.#plannedUntil <= time) {
      const { seed, incidentsPerDay, hosts } = this.#settings;
      const names = hosts.map(({ name }) => name);
      for (const plan of planIncidents(seed, this.#plannedUntil, incidentsPerDay, names)) {
        if (plan.to > this.#from) this.#begin(plan);
      }
      this.#plannedUntil += DAY_MS;
      // An attack that is over has nothing more to give.
      for (let at = this.#sources.length - 1; at > 2; at -= 1)
        if ((this.#sources[at] as EventSource).at === Infinity) this.#sources.splice(at, 1);
    }
  }

  #begin(plan: IncidentPlan): void {
    const number = isDisturbance(plan.kind) ? 0 : plan.clients;
    // Nobody among the visitors has their addresses.
    const attackers = Array.from({ length: number }, () =>
      this.#clients.at(this.#settings.clients.count + this.#attackers++),
    );
    const incident = new Incident(
      { ...plan, from: Math.max(plan.from, this.#from) },
      attackers.map(({ address }) => address),
    );
    this.#incidents.push(incident);
    if (number === 0) return;
    this.#sources.push(
      new Attack(incident, attackers, seededRandom(this.#settings.seed, `${plan.kind} at ${plan.from}`)),
    );
  }

  #visits(): EventSource {
    const { seed, perSecond, curve, offsetAt } = this.#settings;
    const load = new LoadCurve(curve, offsetAt);
    const arrivals = new Arrivals(seededRandom(seed, 'arrivals'), this.#from, (time) => perSecond * load.at(time));
    const visits = new Visits(this.#settings, this.#clients, seed);
    const errors = seededRandom(seed, 'errors of requests');
    const disturbed = seededRandom(seed, 'disturbances');
    const lost = seededRandom(seed, 'drops');
    return new ArrivingEvents(arrivals, perSecond > 0, (time) => {
      const request = visits.draw(time, (host) => this.#deviation(host, time, disturbed));
      // What does not arrive is an event without a line: the moments and the draws of all others stay the same.
      if (this.#isLost(request.host, time, lost)) return { time };
      for (const incident of this.#incidents)
        if (isDisturbance(incident.plan.kind) && incident.plan.host === request.host && incident.isOn(time))
          incident.count(request);
      return { time, request, error: errorOfRequest(request, errors) };
    });
  }

  #errors(): EventSource {
    const { seed, errorsPerSecond } = this.#settings;
    const random = seededRandom(seed, 'errors');
    const visits = new Visits(this.#settings, this.#clients, seed, 'visits of errors');
    const arrivals = new Arrivals(seededRandom(seed, 'arrivals of errors'), this.#from, () => errorsPerSecond);
    return new ArrivingEvents(arrivals, errorsPerSecond > 0, (time) => ({
      time,
      error: errorAbout(visits.draw(time), pick(random, ERROR_CAUSES), random),
    }));
  }

  #isLost(host: string, time: number, random: Random): boolean {
    return this.#incidents.some(
      (incident) =>
        incident.plan.kind === 'drop' &&
        incident.plan.host === host &&
        incident.isOn(time) &&
        random() < incident.plan.share,
    );
  }

  #deviation(host: string, time: number, random: Random): Deviation | undefined {
    let deviation: Deviation | undefined;
    for (const incident of this.#incidents) {
      const { kind, share, factor } = incident.plan;
      if (!isDisturbance(kind) || incident.plan.host !== host || !incident.isOn(time)) continue;
      if (kind === 'drop') continue;
      if (kind === 'slow') deviation = { ...deviation, slower: factor };
      else if (random() < share)
        deviation = { ...deviation, status: FAULTS[integerBetween(random, 0, FAULTS.length - 1)] };
    }
    return deviation;
  }
}

/** Events at the moments of a Poisson process. */
class ArrivingEvents implements EventSource {
  at: number;
  readonly #arrivals: Arrivals;
  readonly #make: (time: number) => TrafficEvent;

  constructor(arrivals: Arrivals, isAlive: boolean, make: (time: number) => TrafficEvent) {
    this.#arrivals = arrivals;
    this.#make = make;
    this.at = isAlive ? arrivals.next() : Infinity;
  }

  take(): TrafficEvent {
    const event = this.#make(Math.floor(this.at));
    this.at = this.#arrivals.next();
    return event;
  }
}
