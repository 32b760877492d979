import type { Subject } from '../detector/detector.js';
import { networkOf } from '../detector/network.js';
import { DETECTORS, type DetectorName } from '../rule/default-rules.js';

/** What is known and no news: an own scanner, a monitor, a load test. A member that is missing says nothing; at least one must be there. */
export interface SilenceRule {
  readonly detectors?: readonly DetectorName[];
  /** An address, or a network as findings name it: `203.0.113.0/24`. */
  readonly client?: string;
  readonly host?: string;
  /** `GET /orders/:id`; a `*` at its end stands for anything. */
  readonly route?: string;
}

export function isSilenced(rules: readonly SilenceRule[], detector: DetectorName, subject: Subject): boolean {
  return rules.some((rule) => concerns(rule, detector, subject));
}

/** What is wrong with a rule; undefined when nothing is. */
export function silenceProblem(rule: SilenceRule): string | undefined {
  const { detectors = [], client, host, route } = rule;
  const unknown = detectors.find((name) => !DETECTORS.includes(name));
  if (unknown !== undefined) return `There is no detector ${unknown}; there are ${DETECTORS.join(', ')}.`;
  if (detectors.length === 0 && client === undefined && host === undefined && route === undefined)
    return 'A rule that says nothing would silence everything: name a detector, a client, a host or a route.';
  return undefined;
}

function concerns(rule: SilenceRule, detector: DetectorName, { client, network, host, route }: Subject): boolean {
  const { detectors = [] } = rule;
  if (detectors.length > 0 && !detectors.includes(detector)) return false;
  if (rule.host !== undefined && rule.host !== host) return false;
  if (rule.route !== undefined && !matches(rule.route, route)) return false;
  return rule.client === undefined || rule.client === network || (client !== undefined && isOf(rule.client, client));
}

function isOf(wanted: string, client: string): boolean {
  return wanted === client || networkOf(client) === wanted;
}

function matches(pattern: string, route: string | undefined): boolean {
  if (route === undefined) return false;
  return pattern.endsWith('*') ? route.startsWith(pattern.slice(0, -1)) : route === pattern;
}
