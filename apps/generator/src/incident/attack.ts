import { hexDigits, integerBetween, pick, type Random } from '../random/seeded-random.js';
import type { Client } from '../site/client-pool.js';
import { Arrivals } from '../event/arrivals.js';
import { errorOfRequest } from '../event/error-of-request.js';
import type { EventSource, TrafficEvent } from '../event/event-source.js';
import type { WebRequest } from '../event/web-request.js';
import type { Incident } from './incident.js';

/** What scanners look for; none of it is there. */
const PROBES = [
  '/.env', '/.git/config', '/wp-login.php', '/wp-admin/setup-config.php', '/phpmyadmin/index.php', '/server-status', '/actuator/env',
  '/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php', '/cgi-bin/luci/;stok=/locale', '/boaform/admin/formLogin', '/HNAP1', '/config.json',
  '/backup.sql', '/id_rsa', '/.aws/credentials', '/owa/auth/logon.aspx', '/solr/admin/info/system', '/console/login/LoginForm.jsp',
]; // prettier-ignore

const PROBE_FOLDERS = ['admin', 'old', 'backup', 'test', 'dev', 'api', 'app', 'web', 'portal', 'cms'];

type Answer = Pick<WebRequest, 'method' | 'path' | 'status' | 'durationMs' | 'bodyBytes'>;

/** The requests of a flood, a scan or somebody who tries passwords. */
export class Attack implements EventSource {
  at: number;
  readonly #incident: Incident;
  readonly #attackers: readonly Client[];
  readonly #random: Random;
  readonly #arrivals: Arrivals;

  constructor(incident: Incident, attackers: readonly Client[], random: Random) {
    this.#incident = incident;
    this.#attackers = attackers;
    this.#random = random;
    const { from, perSecond } = incident.plan;
    this.#arrivals = new Arrivals(random, from, () => perSecond);
    this.at = this.#next();
  }

  take(): TrafficEvent {
    const request = this.#request(Math.floor(this.at));
    this.#incident.count(request);
    this.at = this.#next();
    return { time: request.time, request, error: errorOfRequest(request, this.#random) };
  }

  #next(): number {
    return this.#arrivals.next(this.#incident.plan.to);
  }

  #request(time: number): WebRequest {
    const random = this.#random;
    const { kind, host } = this.#incident.plan;
    const { address, agent } = pick(random, this.#attackers);
    const answer = kind === 'flood' ? flooded(random) : kind === 'scan' ? probed(random) : tried(random);
    return {
      ...answer,
      time,
      client: address,
      peer: address,
      forwardedFor: undefined,
      user: undefined,
      query: undefined,
      protocol: 'HTTP/1.1',
      scheme: 'https',
      host,
      port: 443,
      headerBytes: integerBetween(random, 160, 320),
      requestBytes: integerBetween(random, 90, 400),
      upstreams: [],
      referrer: undefined,
      agent,
      requestId: hexDigits(random, 32),
      route: 'unmatched',
      service: host.split('.')[0] as string,
    };
  }
}

function flooded(random: Random): Answer {
  const isRefused = random() < 0.3;
  const durationMs = Math.round(200 + random() * 9_000) / 1000;
  return { method: 'GET', path: '/', status: isRefused ? 429 : 200, durationMs, bodyBytes: isRefused ? 169 : 24_000 };
}

function probed(random: Random): Answer {
  const folder = random() < 0.6 ? `/${pick(random, PROBE_FOLDERS)}${integerBetween(random, 1, 400)}` : '';
  const status = random() < 0.03 ? 403 : 404;
  const durationMs = Math.round(150 + random() * 900) / 1000;
  return { method: 'GET', path: `${folder}${pick(random, PROBES)}`, status, durationMs, bodyBytes: 153 };
}

function tried(random: Random): Answer {
  const durationMs = Math.round(40_000 + random() * 60_000) / 1000;
  return { method: 'POST', path: '/login', status: 401, durationMs, bodyBytes: 180 };
}
