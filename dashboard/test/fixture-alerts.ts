import type {
  Notification,
  ReportsAnswer,
  AlertSettingsValue,
  Silence,
  SilencesAnswer,
  AlertKindItem,
  AlertPreviewAnswer,
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

export function silence(change: Partial<Silence> = {}): Silence {
  return {
    ...{ id: '0198c0de-7c1a-4cc3-98c4-dc0c0c0739a0', kind: 'mute', matcher: { ruleId: 'errors' }, comment: '' },
    ...{ startsAt: ago(30), endsAt: ago(-30), createdBy: 'robert' },
    ...change,
  };
}

/** A page of what was told, by the place of the last one. */
function notificationPage(all: readonly Notification[], query: URLSearchParams): object {
  const [channel, state, cursor] = [query.get('channel'), query.get('state'), query.get('cursor')];
  const found = all.filter(
    (one) =>
      (channel === null || one.channel === channel) &&
      (state === null || one.state === state) &&
      (cursor === null || Number(one.id) < Number(cursor)),
  );
  const notifications = found.slice(0, Number(query.get('limit')));
  const nextCursor = found.length > notifications.length ? (notifications.at(-1)?.id ?? null) : null;
  return { notifications, count: notifications.length, nextCursor };
}

export function notification(id: string, change: Partial<Notification> = {}): Notification {
  return {
    ...{
      id,
      eventId: '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f',
      channel: 'email',
      state: 'delivered',
      suppressedBy: null,
    },
    ...{ ruleId: 'errors', ruleName: 'Errors of a service', key: 'booking', transition: 'fired', severity: 'critical' },
    ...{ sentence: `${id} ERROR records of booking in 5 min.`, createdAt: ago(9), messageId: id },
    attempts: [attempt(1, 'delivered', 'accepted by mail.example.com:587')],
    ...change,
  };
}

export function attempt(
  number: number,
  outcome: Notification['attempts'][number]['outcome'],
  detail: string,
): Notification['attempts'][number] {
  return { number, outcome, detail, startedAt: ago(9 - number), endedAt: ago(9 - number), monitor: 'monitor-1/17' };
}

export function alertChannel(name: string, change: Partial<AlertChannel> = {}): AlertChannel {
  return {
    ...{ name, target: `${name} of the team`, state: 'working', waiting: 0, failures: 0, failingSince: null },
    ...{ nextAttemptAt: null, lastError: null, lastErrorAt: null, lastDeliveredAt: ago(3) },
    ...change,
  };
}

function alertKind(name: AlertKindItem['name'], change: Partial<AlertKindItem> = {}): AlertKindItem {
  return {
    ...{ name, title: name, about: 'records', unit: name, format: 'number', clock: 'event', isGrouped: false },
    ...{ scope: ['services', 'exceptServices', 'levels'], groupBy: ['service'], usual: 100 },
    ...{ parameters: ['windowSeconds', 'minimumVolume'], threshold: { min: 0, max: 1e15 } },
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
  kinds: AlertKindItem[] = [
    alertKind('log_count', { title: 'Number of records', unit: 'records in the window' }),
    alertKind('log_error_share', {
      ...{ title: 'Share of errors', unit: 'share of errors, 0 to 1', format: 'share', usual: 0.05 },
      ...{ scope: ['services', 'exceptServices'], threshold: { min: 0, max: 1 } },
    }),
    alertKind('service_silent', { title: 'Silent service', format: 'seconds', usual: 900, isGrouped: true }),
    alertKind('disk', {
      ...{ title: 'Size of the database', about: 'monitor', unit: 'bytes of the database', format: 'bytes' },
      ...{ clock: 'wall', scope: [], groupBy: [], parameters: [], usual: 20e9 },
    }),
    alertKind('access_latency', {
      ...{ title: 'Latency', about: 'requests', unit: 'milliseconds', format: 'milliseconds', usual: 1000 },
      ...{ scope: ['hosts', 'routes', 'statuses'], groupBy: ['host', 'route'] },
      parameters: ['windowSeconds', 'minimumVolume', 'percentile'],
    }),
  ];
  setAside: AlertRulesAnswer['setAside'] = [];
  /** Last first. */
  notifications: Notification[] = [];
  reports: ReportsAnswer = { schedules: [], reports: [] };
  /** What each mail shows. */
  mail = '<h1>A mail</h1>';
  silences: Silence[] = [];
  /** Those that are on now. */
  quietHours: SilencesAnswer['quietHours'] = [];
  settings: AlertSettingsValue = { hourlyCap: 30, quietHours: [], escalation: [] };
  /** What a preview tells. */
  preview: Partial<AlertPreviewAnswer> = {};
  /** Why a rule is refused, by its member. */
  refused: { name: string; reason: string }[] = [];
  /** Rules that were tried, in their order. */
  readonly tried: Partial<Rule>[] = [];
  /** Bodies of what was changed, by path. */
  readonly changed = new Map<string, unknown>();

  body(path: string, query: URLSearchParams): object | undefined {
    if (path === '/api/v1/alerts/incidents') return { incidents: this.incidents };
    if (path === '/api/v1/alerts/rules') return { rules: this.rules, setAside: this.setAside };
    if (path === '/api/v1/alerts/silences') return { silences: this.silences, quietHours: this.quietHours };
    if (path === '/api/v1/alerts/settings') return this.settings;
    if (path === '/api/v1/alerts/reports') return this.reports;
    if (path === '/api/v1/alerts/notifications') return notificationPage(this.notifications, query);
    if (path === '/api/v1/alerts/kinds') return { kinds: this.kinds };
    if (path === '/api/v1/alerts/channels') return { channels: this.channels };
    if (path === '/api/v1/alerts/events') return eventPage(this.events, query);
    if (path === '/api/v1/alerts/states') {
      const { states, undecidedSince } = this;
      return { states, undecidedSince, evaluatedThrough: ago(1), evaluator: 'monitor-1/17' };
    }
    if (path !== '/api/v1/alerts/decisions') return undefined;
    const told = { dueAt: null, decidedAt: null, rule: null, events: [] };
    return { ...this.decision, ...told, ruleId: query.get('ruleId'), minute: query.get('at') ?? ago(1) };
  }

  /** @returns the text of a mail; undefined when none is asked for */
  mailAt(path: string, query: URLSearchParams): string | undefined {
    if (!/^\/api\/v1\/alerts\/(messages\/\d+|report\/preview)$/.test(path)) return undefined;
    const about = query.get('interval') ?? path.split('/').at(-1);
    return query.get('format') === 'text' ? `A mail: ${about}` : `${this.mail}<p>about ${about}</p>`;
  }

  /** @returns undefined when nothing of alerts is asked for */
  change(method: string, path: string, body: unknown): { status: number; body: object } | undefined {
    if (!path.startsWith('/api/v1/alerts/')) return undefined;
    const ofRules = /^\/api\/v1\/alerts\/rules(?:\/([^/]+))?$/.exec(path);
    if (path === '/api/v1/alerts/rules/preview') return this.#tried(body as { rule: Partial<Rule> });
    this.changed.set(path, body);
    if (ofRules) return this.#changeRule(method, ofRules[1] && decodeURIComponent(ofRules[1]), body as Partial<Rule>);
    if (path === '/api/v1/alerts/settings' || path.startsWith('/api/v1/alerts/silences')) {
      if (this.refused.length > 0) return refusal(this.refused);
      if (path === '/api/v1/alerts/settings') this.settings = body as AlertSettingsValue;
      else if (method === 'POST') this.silences = [...this.silences, silence(body as Partial<Silence>)];
      else this.silences = this.silences.filter(({ id }) => !path.endsWith(id));
      return { status: 200, body: {} };
    }
    if (method === 'DELETE') this.incidents = this.incidents.map((one) => ({ ...one, snoozedUntil: null }));
    if (path === '/api/v1/alerts/reports')
      return { status: 200, body: { channels: this.channels.map(({ name }) => name) } };
    const id = /incidents\/([^/]+)\/acknowledge$/.exec(path)?.[1];
    const acknowledged = { acknowledgedAt: ago(0), acknowledgedBy: 'everybody' };
    this.incidents = this.incidents.map((one) => (one.id === id ? { ...one, ...acknowledged } : one));
    const tested = { delivered: false, detail: 'mail.example.com:587: nothing listens there' };
    return { status: 200, body: path.endsWith('/test') ? tested : {} };
  }

  #changeRule(method: string, id: string | undefined, rule: Partial<Rule>): { status: number; body: object } {
    if (method === 'DELETE') {
      this.rules = this.rules.filter((one) => one.id !== id);
      return { status: 200, body: {} };
    }
    if (this.refused.length > 0) return refusal(this.refused);
    const version = this.rules.find((one) => one.id === id)?.version ?? 0;
    if (rule.version !== undefined && rule.version !== version)
      return { status: 409, body: { status: 409, detail: 'Somebody else has changed this rule.' } };
    const made = alertRule(id ?? 'made', rule.name ?? '', { source: 'api', ...rule, version: version + 1 });
    this.rules = [...this.rules.filter((one) => one.id !== made.id), made];
    return { status: 200, body: made };
  }

  #tried({ rule }: { rule: Partial<Rule> }): { status: number; body: object } {
    this.tried.push(rule);
    if (this.refused.length > 0)
      return refusal(this.refused.map(({ name, reason }) => ({ name: `rule.${name}`, reason })));
    const nothing = { evaluations: 1440, fired: 0, firingMinutes: 0, transitions: [], series: [] };
    return { status: 200, body: { range: { from: ago(1441), to: ago(1) }, ...nothing, ...this.preview } };
  }
}

/** Of rules with `requests` in their name, or of the others; what concerns a service is about it, or about all. */
function eventPage(all: readonly AlertEventItem[], query: URLSearchParams): object {
  const about = query.get('about');
  const service = query.get('service');
  const events = all
    .filter(({ ruleName }) => about === null || /requests/i.test(ruleName) === (about === 'requests'))
    .filter(({ key }) => service === null || key === '' || key === service);
  return { events, count: events.length, nextCursor: null };
}

function refusal(parameters: { name: string; reason: string }[]): { status: number; body: object } {
  const detail = parameters.map(({ name, reason }) => `${name} ${reason}`).join('; ');
  return { status: 400, body: { title: 'Bad Request', status: 400, detail, code: 'RULE_INVALID', parameters } };
}

/** A day of a rule that fired once, some hours ago. */
export function firedOnce(key = ''): Partial<AlertPreviewAnswer> {
  const points = Array.from({ length: 481 }, (_, at) => ({
    at: ago(1441 - at * 3),
    value: Math.round(40 + 30 * Math.sin(at / 30) + (at > 300 && at < 330 ? 90 : 0)),
    verdict: at > 302 && at < 332 ? ('firing' as const) : ('ok' as const),
  }));
  const what = { key, value: 128, sentence: '128 records of all services in 5 min' };
  return {
    fired: 1,
    firingMinutes: 87,
    transitions: [
      { ...what, at: ago(1441 - 303 * 3), transition: 'fired' },
      { ...what, at: ago(1441 - 332 * 3), transition: 'resolved', value: 40 },
    ],
    series: [{ key, points }],
  };
}
