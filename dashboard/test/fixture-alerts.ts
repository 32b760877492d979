import type {
  AlertChannel,
  AlertDecisionAnswer,
  AlertEventItem,
  AlertRulesAnswer,
  AlertStatesAnswer,
  Incident,
} from '@log-monitor/monitor-api';

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

type Rule = AlertRulesAnswer['rules'][number];
type Decision = Pick<AlertDecisionAnswer, 'state' | 'because' | 'decisions'>;

export function alertRule(id: string, name: string, change: Partial<Rule> = {}): Rule {
  return {
    ...{
      id,
      name,
      enabled: true,
      kind: 'log_count',
      scope: {},
      groupBy: 'service',
      windowSeconds: 300,
      threshold: 100,
    },
    ...{ minimumVolume: 0, forWindows: 1, severity: 'warning', labels: {}, channels: 'all', cooldownSeconds: 300 },
    ...{ version: 1, source: 'default', updatedAt: ago(1000), late: 0, firing: 0, pending: 0 },
    ...change,
  };
}

export function incident(change: Partial<Incident> = {}): Incident {
  return {
    ...{
      id: '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f',
      ruleId: 'errors',
      ruleName: 'Errors of a service',
      key: 'booking',
    },
    ...{ severity: 'critical', sentence: '128 ERROR records of booking in 5 min.', firedAt: ago(4), resolvedAt: null },
    ...{ acknowledgedAt: null, acknowledgedBy: null, comment: null, snoozedUntil: null, escalatedAt: null },
    ...change,
  };
}

export function alertChannel(name: string, change: Partial<AlertChannel> = {}): AlertChannel {
  return {
    ...{ name, target: `${name} of the team`, state: 'working', waiting: 0, failures: 0, failingSince: null },
    ...{ nextAttemptAt: null, lastError: null, lastErrorAt: null, lastDeliveredAt: ago(3) },
    ...change,
  };
}

/** What a monitor says of its alerts. */
export class FixtureAlerts {
  incidents: Incident[] = [];
  rules: Rule[] = [];
  states: AlertStatesAnswer['states'] = [];
  channels: AlertChannel[] = [];
  events: AlertEventItem[] = [];
  undecidedSince: string | null = null;
  decision: Decision = { state: 'decided', because: 'Decided 61 s after the window ended.', decisions: [] };
  /** Bodies of what was changed, by path. */
  readonly changed = new Map<string, unknown>();

  body(path: string, query: URLSearchParams): object | undefined {
    if (path === '/api/v1/alerts/incidents') return { incidents: this.incidents };
    if (path === '/api/v1/alerts/rules') return { rules: this.rules };
    if (path === '/api/v1/alerts/channels') return { channels: this.channels };
    if (path === '/api/v1/alerts/events') return { events: this.events, count: this.events.length, nextCursor: null };
    if (path === '/api/v1/alerts/states') {
      const { states, undecidedSince } = this;
      return { states, undecidedSince, evaluatedThrough: ago(1), evaluator: 'monitor-1/17' };
    }
    if (path !== '/api/v1/alerts/decisions') return undefined;
    const told = { dueAt: null, decidedAt: null, rule: null, events: [] };
    return { ...this.decision, ...told, ruleId: query.get('ruleId'), minute: query.get('at') ?? ago(1) };
  }

  /** @returns undefined when nothing of alerts is asked for */
  change(path: string, body: unknown): object | undefined {
    if (!path.startsWith('/api/v1/alerts/')) return undefined;
    this.changed.set(path, body);
    const id = /incidents\/([^/]+)\/acknowledge$/.exec(path)?.[1];
    const acknowledged = { acknowledgedAt: ago(0), acknowledgedBy: 'everybody' };
    this.incidents = this.incidents.map((one) => (one.id === id ? { ...one, ...acknowledged } : one));
    return path.endsWith('/test') ? { delivered: false, detail: 'mail.example.com:587: nothing listens there' } : {};
  }
}
