import type { UnparsedReason } from '@log-monitor/access-record';
import type { AccessDraft } from '../record/access-draft.js';
import type { LineContext } from '../record/log-format.js';
import { isKnownMethod } from '../request/request-method.js';
import { cleanText } from '../text/line-text.js';
import { plainKey, setterOf } from './generic-keys.js';
import { scalarText, statusOf } from './json-members.js';
import { type JsonShape, jsonFormat } from './json-shape.js';
import { isJsonObject, type JsonObject } from './read-json-line.js';
import { setAmbiguousSpan } from './span-unit.js';
import { readTimeValue } from './time-value.js';

/** Keys that hold the event's time; the first one that is there and can be read is taken. */
const TIME_KEYS = (
  'time @timestamp timestamp time_iso8601 time_local ts msec datetime date start_time _time started_at event_time edge_start_timestamp asctime ' +
  'request_timestamp'
).split(' ');
const TIME_KEY_SET: ReadonlySet<string> = new Set(TIME_KEYS);

const STATUS_KEYS = (
  'status status_code response_code http_status http.response.status_code response_status res.status_code res.status edge_response_status ' +
  'req.status code'
).split(' ');
const STATUS_KEY_SET: ReadonlySet<string> = new Set(STATUS_KEYS);

/** Members of members are looked at to this depth, and so many members altogether. */
const MAX_DEPTH = 4;
const MAX_MEMBERS = 500;

/** Scalars of an object by {@link plainKey}. */
interface Members {
  readonly values: Map<string, unknown>;
  /** Members of the object itself under the names they came with. */
  readonly names: Map<string, string>;
}

/**
 * JSON from a format string or logger of anybody's: nginx with `escape=json`, Apache, Tomcat, APISIX's custom `log_format`, OpenTelemetry's and the Elastic
 * Common Schema's names, Node's loggers (pino-http, bunyan, winston). Keys are known by nginx's variables and by the usual other words for them; the
 * rest becomes attributes.
 */
export const genericShape: JsonShape = {
  name: 'json',
  fits: () => true,
  fill: (object, draft, context) => {
    const members: Members = { values: new Map(), names: new Map() };
    collect(object, '', 1, members);
    const reason = fillStatus(members, draft) ?? fillTime(members, draft, context);
    if (reason !== undefined) return reason;
    fillOthers(object, members, draft, context);
    // hapi writes methods in small letters.
    if (draft.method !== undefined && isKnownMethod(draft.method.toUpperCase()))
      draft.method = draft.method.toUpperCase();
    // A logger's line about a request that has only come, as Fastify writes it, is followed by one with its answer.
    const isLogger = 'level' in object && ('msg' in object || 'message' in object);
    return isRequest(draft) && (draft.status !== undefined || !isLogger) ? undefined : 'not_a_request';
  },
};

export const genericJson = jsonFormat('json-fields', [genericShape]);

function collect(object: JsonObject, before: string, depth: number, { values, names }: Members): void {
  for (const name of Object.keys(object)) {
    if (values.size >= MAX_MEMBERS) return;
    const value = object[name];
    const key = plainKey(before + name);
    if (isJsonObject(value)) {
      if (depth < MAX_DEPTH) collect(value, `${before}${name}.`, depth + 1, { values, names });
      continue;
    }
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (first === null || first === undefined || typeof first === 'object' || values.has(key)) continue;
    values.set(key, first);
    if (depth === 1) names.set(key, name);
  }
}

function fillStatus({ values }: Members, draft: AccessDraft): UnparsedReason | undefined {
  const key = STATUS_KEYS.find((each) => values.has(each));
  if (key === undefined) return undefined;
  draft.status = statusOf({ status: values.get(key) }, 'status');
  return Number.isNaN(draft.status) ? 'bad_status' : undefined;
}

function fillTime({ values }: Members, draft: AccessDraft, context: LineContext): UnparsedReason | undefined {
  let hasTime = false;
  for (const key of TIME_KEYS) {
    const value = values.get(key);
    if (value === undefined || value === '' || value === '-') continue;
    hasTime = true;
    if (draft.setTime(readTimeValue(value, context.settings.clock))) return undefined;
  }
  return hasTime ? 'bad_time' : undefined;
}

function fillOthers(object: JsonObject, { values, names }: Members, draft: AccessDraft, context: LineContext): void {
  for (const [key, value] of values) {
    if (TIME_KEY_SET.has(key) || STATUS_KEY_SET.has(key)) continue;
    const text = scalarText(value);
    if (text === undefined || text === '' || text === '-') continue;
    if (setterOf(key)?.(draft, text, context) === true || setAmbiguousSpan(draft, object, key, text, context)) continue;
    // A value that is no number where one belongs is still worth keeping. What stands deeper is kept in the line alone.
    const name = names.get(key);
    if (name !== undefined) draft.setAttribute(cleanText(name), text, context.settings.maxAttributes);
  }
  // Tomcat's JSON calls the remote host so.
  if ('logicalUserName' in object && draft.peer === undefined) {
    draft.peer = draft.host;
    draft.host = undefined;
  }
  if (draft.timestamp === undefined) fillRequestTime(values, draft, context);
}

/** Amazon's API gateway has the time of the request under the name that nginx has for how long it took. */
function fillRequestTime(values: ReadonlyMap<string, unknown>, draft: AccessDraft, { settings }: LineContext): void {
  if (draft.durationMs === undefined) draft.setTime(readTimeValue(values.get('request_time'), settings.clock));
}

/** Something was asked for, or somebody came to a host or route. A target alone is any logger's URL. */
function isRequest(draft: AccessDraft): boolean {
  const isAnswered = draft.status !== undefined;
  if (isAnswered && (draft.peer !== undefined || draft.target !== undefined || draft.durationMs !== undefined))
    return true;
  if (draft.request !== undefined || draft.method !== undefined) return true;
  return (
    draft.peer !== undefined &&
    (draft.host !== undefined ||
      draft.path !== undefined ||
      draft.target !== undefined ||
      draft.attributes?.['route_id'] !== undefined)
  );
}
