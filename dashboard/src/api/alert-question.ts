import type {
  NotificationsAnswer,
  Report,
  ReportsAnswer,
  AlertSettingsValue,
  SilencesAnswer,
  AlertDecisionAnswer,
  AlertKindsAnswer,
  AlertPreviewAnswer,
  AlertRuleAnswer,
  AlertEventsAnswer,
  AlertRulesAnswer,
  AlertStatesAnswer,
  ChannelsAnswer,
  ChannelTestAnswer,
  IncidentsAnswer,
} from '@log-monitor/monitor-api';
import { type Scope, relativeFrom } from '../navigation/scope.js';
import { type Question, given, oneName } from './question.js';

/** As many as one looks through; older ones are found by the API. */
const EVENTS_SHOWN = '50';

export const askIncidents = (): Question<IncidentsAnswer> => ({ path: 'api/v1/alerts/incidents', parameters: {} });

export const askAlertStates = (): Question<AlertStatesAnswer> => ({ path: 'api/v1/alerts/states', parameters: {} });

export const askAlertRules = (): Question<AlertRulesAnswer> => ({ path: 'api/v1/alerts/rules', parameters: {} });

export const askAlertKinds = (): Question<AlertKindsAnswer> => ({ path: 'api/v1/alerts/kinds', parameters: {} });

const oneRule = (id: string): string => `api/v1/alerts/rules/${encodeURIComponent(id)}`;

export const createRule = (rule: object): Question<AlertRuleAnswer> => ({
  method: 'POST',
  path: 'api/v1/alerts/rules',
  parameters: {},
  body: rule,
});

/** @param rule all of it; what is left out gets its default */
export const replaceRule = (id: string, rule: object): Question<AlertRuleAnswer> => ({
  method: 'PUT',
  path: oneRule(id),
  parameters: {},
  body: rule,
});

export const deleteRule = (id: string): Question<object> => ({ method: 'DELETE', path: oneRule(id), parameters: {} });

/** What a rule would have done since `from`; it need not exist. */
export const previewRule = (rule: object, from: string): Question<AlertPreviewAnswer> => ({
  method: 'POST',
  path: 'api/v1/alerts/rules/preview',
  parameters: { from },
  body: { rule },
});

export const askChannels = (): Question<ChannelsAnswer> => ({ path: 'api/v1/alerts/channels', parameters: {} });

export const askAlertEvents = (): Question<AlertEventsAnswer> => ({
  path: 'api/v1/alerts/events',
  parameters: { limit: EVENTS_SHOWN },
});

/** What fired and what was over in the range of what a chart of records shows, for its marks. */
export const askRecordAlerts = (scope: Scope): Question<AlertEventsAnswer> =>
  askMarks(scope, { about: 'records', service: scope.service });

/** The same for the charts of requests. */
export const askRequestAlerts = (scope: Scope): Question<AlertEventsAnswer> =>
  askMarks(scope, { about: 'requests', host: scope.host, route: scope.route });

function askMarks(scope: Scope, filters: Record<string, string>): Question<AlertEventsAnswer> {
  return { path: 'api/v1/alerts/events', parameters: { from: relativeFrom(scope), limit: '200', ...given(filters) } };
}

/**
 * Why a rule did or did not fire.
 *
 * @param at ISO 8601; empty: now
 */
export const askDecision = (ruleId: string, at: string): Question<AlertDecisionAnswer> => ({
  path: 'api/v1/alerts/decisions',
  parameters: { ruleId, ...(at === '' ? {} : { at }) },
});

export const acknowledgeIncident = (id: string, comment: string): Question<object> => ({
  method: 'POST',
  path: `api/v1/alerts/incidents/${encodeURIComponent(id)}/acknowledge`,
  parameters: {},
  body: { comment },
});

export const snoozeIncident = (id: string, minutes: number): Question<object> => ({
  method: 'POST',
  path: `api/v1/alerts/incidents/${encodeURIComponent(id)}/snooze`,
  parameters: {},
  body: { minutes },
});

export const wakeIncident = (id: string): Question<object> => ({
  method: 'DELETE',
  path: `api/v1/alerts/incidents/${encodeURIComponent(id)}/snooze`,
  parameters: {},
});

const SILENCES = 'api/v1/alerts/silences';

export const askSilences = (): Question<SilencesAnswer> => ({ path: SILENCES, parameters: {} });

export const addSilence = (body: object): Question<object> => ({
  method: 'POST',
  path: SILENCES,
  parameters: {},
  body,
});

export const endSilence = (id: string): Question<object> => ({
  method: 'DELETE',
  path: `${SILENCES}/${encodeURIComponent(id)}`,
  parameters: {},
});

export const askAlertSettings = (): Question<AlertSettingsValue> => ({
  path: 'api/v1/alerts/settings',
  parameters: {},
});

/** @param body all of it */
export const saveAlertSettings = (body: object): Question<AlertSettingsValue> => ({
  method: 'PUT',
  path: 'api/v1/alerts/settings',
  parameters: {},
  body,
});

/** What channels were told, last first. @param cursor of the page before; empty: from the newest on */
export const askNotifications = (channel: string, state: string, cursor: string): Question<NotificationsAnswer> => ({
  path: 'api/v1/alerts/notifications',
  parameters: { limit: '30', ...given({ channel: oneName(channel), state, cursor }) },
});

/** A message as its mail shows it: a page of its own. */
export const askMail = (messageId: string): Question<object> => ({
  path: `api/v1/alerts/messages/${encodeURIComponent(messageId)}`,
  parameters: {},
});

const REPORTS = 'api/v1/alerts/reports';

export const askReports = (): Question<ReportsAnswer> => ({ path: REPORTS, parameters: {} });

/** A report as its mail would show it: a page of its own. */
export const askReport = (interval: string): Question<object> => ({
  path: 'api/v1/alerts/report/preview',
  parameters: { interval },
});

/** The figures of a report, as JSON. */
export const askReportFigures = (interval: string): Question<Report> => ({
  path: 'api/v1/alerts/report',
  parameters: { interval },
});

export const sendReport = (interval: string): Question<{ channels: string[] }> => ({
  method: 'POST',
  path: REPORTS,
  parameters: {},
  body: { interval },
});

export const testChannel = (name: string): Question<ChannelTestAnswer> => ({
  method: 'POST',
  path: `api/v1/alerts/channels/${encodeURIComponent(name)}/test`,
  parameters: {},
});
