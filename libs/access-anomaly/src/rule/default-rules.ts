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
  /** Score from which a finding is kept; 50 is the limit of the detector. */
  readonly leastScore: number;
  /** Windows of ten seconds in a row above the limit that open a finding. */
  readonly confirm: number;
  /** Windows in a row below half of the limit that end it. */
  readonly quiet: number;
}

/** The usual rules. A client that comes back within five minutes goes on with what it did: its finding is not a second one. */
export const DEFAULT_RULES: Readonly<Record<DetectorName, Rule>> = {
  flood: { title: 'Flood by one client', leastScore: 50, confirm: 1, quiet: 30 },
  network_flood: { title: 'Flood by a network', leastScore: 50, confirm: 1, quiet: 30 },
  scan: { title: 'Scan for what is not there', leastScore: 50, confirm: 1, quiet: 30 },
  brute_force: { title: 'Passwords are tried', leastScore: 50, confirm: 1, quiet: 30 },
  fault_surge: { title: 'Surge of server faults', leastScore: 50, confirm: 1, quiet: 18 },
  latency_shift: { title: 'Answers take longer', leastScore: 50, confirm: 1, quiet: 18 },
  traffic_drop: { title: 'Traffic drops', leastScore: 50, confirm: 1, quiet: 12 },
  unusual_client: { title: 'Client with many names', leastScore: 50, confirm: 1, quiet: 30 },
  bad_bot: { title: 'Tool that looks for weaknesses', leastScore: 50, confirm: 1, quiet: 30 },
};
