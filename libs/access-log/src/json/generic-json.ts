import { type UnparsedReason } from '@log-monitor/access-record';
import { nginxField } from '../field/nginx-fields.js';
import { durationField, type FieldSetter } from '../field/field-setters.js';
import { type AccessDraft } from '../record/access-draft.js';
import { type LineContext } from '../record/log-format.js';
import { cleanText } from '../text/line-text.js';
import { scalarText, statusOf } from './json-members.js';
import { type JsonShape, jsonFormat } from './json-shape.js';
import { type JsonObject } from './read-json-line.js';
import { readTimeValue } from './time-value.js';

/** Keys that hold the event's time; the first one that is there and can be read is taken. */
const TIME_KEYS = [
  'time',
  '@timestamp',
  'timestamp',
  'time_iso8601',
  'time_local',
  'ts',
  'msec',
  'datetime',
  'date',
  'start_time',
  '_time',
];
const TIME_KEY_SET: ReadonlySet<string> = new Set(TIME_KEYS);

const STATUS_KEYS = [
  'status',
  'status_code',
  'statusCode',
  'response_code',
  'http_status',
  'http.response.status_code',
  'response_status',
  'code',
];
const STATUS_KEY_SET: ReadonlySet<string> = new Set(STATUS_KEYS);

/** Other words for nginx's variables, in lower case. */
const VARIABLE_BY_WORDS: Readonly<Record<string, string>> = {
  remote_addr:
    'remote remote_ip client_ip clientip client_addr client ip src_ip source_ip c_ip client.address remoteaddr clientaddress',
  http_x_forwarded_for: 'xff x_forwarded_for x-forwarded-for forwarded_for',
  remote_user: 'user username user_name',
  request_method: 'method http_method verb http.request.method',
  args: 'query url.query',
  server_protocol: 'protocol proto http_version',
  scheme: 'url.scheme',
  body_bytes_sent: 'bytes size body_bytes response_size http.response.body.size',
  request_length: 'request_size bytes_received',
  request_time: 'rt duration response_time',
  http_referer: 'referer referrer http_referrer',
  http_user_agent: 'user_agent ua agent useragent user-agent user_agent.original',
  http_host: 'domain vhost :authority authority server.address',
  upstream_addr: 'upstream upstream_host ua_addr',
  upstream_response_time: 'urt upstream_time',
  request_id: 'requestid x_request_id x-request-id',
  otel_trace_id: 'trace_id traceid',
  otel_span_id: 'span_id spanid',
  http_traceparent: 'traceparent',
  sent_http_grpc_status: 'grpc_status grpc-status rpc.grpc.status_code',
  sent_http_content_type: 'content_type resp_content_type',
};

/** `uri` and `path` are paths in nginx, targets with a query elsewhere; `request` is a request line, a target elsewhere. */
const pathOrTarget: FieldSetter = (draft, value) => {
  draft.target ??= value;
  return true;
};

const requestOrTarget: FieldSetter = (draft, value) => {
  if (value.startsWith('/')) draft.target = value;
  else draft.request = value;
  return true;
};

const SETTER_BY_KEY: ReadonlyMap<string, FieldSetter> = setters();

/**
 * JSON from a format string of anybody's: nginx with `escape=json`, Apache, APISIX's custom `log_format`, OpenTelemetry's names. Keys are known by
 * nginx's variables and by the usual other words for them; the rest becomes attributes.
 */
export const genericShape: JsonShape = {
  name: 'json',
  fits: () => true,
  fill: (object, draft, context) => {
    const reason = fillStatus(object, draft) ?? fillTime(object, draft, context) ?? fillOthers(object, draft, context);
    return reason ?? (isRequest(draft) ? undefined : 'not_a_request');
  },
};

export const genericJson = jsonFormat('json-fields', [genericShape]);

function fillStatus(object: JsonObject, draft: AccessDraft): UnparsedReason | undefined {
  const key = STATUS_KEYS.find((each) => each in object);
  if (key === undefined) return undefined;
  draft.status = statusOf(object, key);
  return Number.isNaN(draft.status) ? 'bad_status' : undefined;
}

function fillTime(object: JsonObject, draft: AccessDraft, context: LineContext): UnparsedReason | undefined {
  let hasTime = false;
  for (const key of TIME_KEYS) {
    const value = object[key];
    if (value === undefined || value === null || value === '' || value === '-') continue;
    hasTime = true;
    if (draft.setTime(readTimeValue(value, context.settings.clock))) return undefined;
  }
  return hasTime ? 'bad_time' : undefined;
}

function fillOthers(object: JsonObject, draft: AccessDraft, context: LineContext): UnparsedReason | undefined {
  for (const key of Object.keys(object)) {
    if (TIME_KEY_SET.has(key) || STATUS_KEY_SET.has(key)) continue;
    const value = object[key];
    const text = scalarText(Array.isArray(value) ? value[0] : value);
    if (text === undefined || text === '' || text === '-') continue;
    const set = SETTER_BY_KEY.get(key) ?? SETTER_BY_KEY.get(key.toLowerCase());
    // A value that is no number where one belongs is still worth keeping.
    if (set === undefined || !set(draft, text, context))
      draft.setAttribute(cleanText(key), text, context.settings.maxAttributes);
  }
  return undefined;
}

/** Something was asked for, or somebody came to a host or route. */
function isRequest(draft: AccessDraft): boolean {
  if (draft.status !== undefined && draft.peer !== undefined) return true;
  if (draft.request !== undefined || draft.method !== undefined || draft.target !== undefined) return true;
  return (
    draft.peer !== undefined &&
    (draft.host !== undefined || draft.path !== undefined || draft.attributes?.['route_id'] !== undefined)
  );
}

function setters(): Map<string, FieldSetter> {
  const map = new Map<string, FieldSetter>();
  for (const [variable, words] of Object.entries(VARIABLE_BY_WORDS)) {
    for (const word of words.split(' ')) map.set(word, nginxField(variable).set);
  }
  const variables =
    'remote_addr http_x_forwarded_for remote_user request_method args query_string server_protocol scheme body_bytes_sent bytes_sent ' +
    'request_length request_time http_referer http_user_agent http_host host server_name server_port upstream_addr upstream_status ' +
    'upstream_response_time upstream_response_length request_id req_id http_x_request_id sent_http_content_type';
  for (const variable of variables.split(' ')) map.set(variable, nginxField(variable).set);
  for (const key of ['uri', 'path', 'request_uri', 'url', 'request_url', 'url.path', 'document_uri'])
    map.set(key, pathOrTarget);
  map.set('request', requestOrTarget);
  for (const key of [
    'duration_ms',
    'request_time_ms',
    'response_time_ms',
    'latency_ms',
    'latency',
    'elapsed',
    'responsetime',
  ]) {
    map.set(key, durationField('durationMs', 1));
  }
  return map;
}
