/** Every kind of finding; the names are part of the API. */
export const DETECTORS = [
  'flood',
  'network_flood',
  'scan',
  'brute_force',
  'fault_surge',
  'latency_shift',
  'traffic_drop',
  'unusual_client',
  'bad_bot',
] as const;

export type DetectorName = (typeof DETECTORS)[number];

/** When something becomes a finding, and how long it stays one. */
export interface Rule {
  /** What it is called where people read it. */
  readonly title: string;
  /** What is looked for. */
  readonly about: string;
  /** Score from which a finding is kept; 50 is the limit of the detector. */
  readonly leastScore: number;
  /** Windows of ten seconds in a row above the limit that open a finding. */
  readonly confirm: number;
  /** Windows in a row below half of the limit that end it. */
  readonly quiet: number;
}

const CLIENT = { leastScore: 50, confirm: 1, quiet: 30 };
const SERVER = { leastScore: 50, confirm: 1, quiet: 18 };

/** The usual rules. A client that comes back within five minutes goes on with what it did: its finding is not a second one. */
export const DEFAULT_RULES: Readonly<Record<DetectorName, Rule>> = {
  flood: {
    ...CLIENT,
    title: 'Flood by one client',
    about:
      'A client that sends at least 120 requests in 30 s, more than half as many again as the busiest unknown clients usually do, and three times what it usually does itself.',
  },
  network_flood: {
    ...CLIENT,
    title: 'Flood by a network',
    about:
      'Four or more clients of one network (256 addresses of IPv4, a /48 of IPv6) that send at least 400 requests in 30 s together, three times what is usual, while each stays below the limit of one client.',
  },
  scan: {
    ...CLIENT,
    title: 'Scan for what is not there',
    about:
      'A client that asks for 12 or more different routes within a minute that are not there (400, 403, 404, 405, 410), which are at least 30 % of its requests. A gallery with missing pictures is one route.',
  },
  brute_force: {
    ...CLIENT,
    title: 'Passwords are tried',
    about:
      'A client that is refused (401, 403) at least 20 times within a minute on at most five routes, three times as often as it usually is, at 40 % of its requests or more.',
  },
  fault_surge: {
    ...SERVER,
    title: 'Surge of server faults',
    about:
      'At least five faults (5xx) and 5 % of the requests of a host, or of a route, three times what is usual, in two windows of ten seconds at least, and beyond chance: within 30 s, or up to five minutes where little is asked.',
  },
  latency_shift: {
    ...SERVER,
    title: 'Answers take longer',
    about:
      'The 95th percentile of a host, or of a route, is twice as high as usual and 25 ms higher, in two windows of ten seconds at least, and beyond chance: within 30 s, or up to five minutes where little is asked. Streams are not in it, nor are routes on which an attacker is refused.',
  },
  traffic_drop: {
    ...SERVER,
    quiet: 12,
    title: 'Traffic drops',
    about:
      'A host has less than half of the requests it had in the last minutes and at this time of earlier days, beyond chance, which takes the longer the less is asked; no request at all is one such case.',
  },
  unusual_client: {
    ...CLIENT,
    title: 'Client with many names',
    about: 'A client that uses 12 or more different user agents within a minute, in a quarter of its requests or more.',
  },
  bad_bot: {
    ...CLIENT,
    title: 'Tool that looks for weaknesses',
    about:
      'A client that sends five or more requests within a minute with the user agent of a scanner, such as sqlmap or nikto.',
  },
};
