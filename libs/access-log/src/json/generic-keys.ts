import { countField, durationField, type FieldSetter, textField } from '../field/field-setters.js';
import { nginxField } from '../field/nginx-fields.js';
import { spanField } from '../field/span-field.js';

/**
 * Other words for nginx's variables, as {@link plainKey} makes them. Names with a point are those of members of members: OpenTelemetry's, those of the
 * Elastic Common Schema, and `req`/`res` of Node's loggers (pino, bunyan, winston).
 */
const VARIABLE_BY_WORDS: Readonly<Record<string, string>> = {
  remote_addr:
    'remote remote_ip client_ip clientip client_addr client ip src_ip source_ip c_ip client.address remoteaddr clientaddress remote_address ' +
    'remote_host source.ip source.address client.ip req.remote_address req.remote_addr req.ip req.client_ip req.remote_ip',
  http_x_forwarded_for: 'xff x_forwarded_for forwarded_for forwardedfor fwd req.headers.x_forwarded_for',
  remote_user: 'user username user_name user.name',
  request_method:
    'method http_method verb http.request.method req.method req.request_method client_request_method cs_method',
  args: 'query url.query query_string',
  scheme: 'url.scheme',
  body_bytes_sent:
    'bytes size body_bytes response_size http.response.body.size http.response.body.bytes res.headers.content_length res.size content_length ' +
    'bytes_out response_length edge_response_bytes res.content_length req.response_size',
  bytes_sent: 'http.response.bytes',
  request_length:
    'reqsize request_size bytes_received bytes_in http.request.bytes req.request_size client_request_bytes',
  request_time: 'rt reqtime',
  http_referer:
    'referer referrer http_referrer http.request.referrer req.headers.referer req.headers.referrer client_request_referer req.referer',
  http_user_agent:
    'user_agent ua agent useragent user_agent.original req.headers.user_agent client_request_user_agent req.user_agent',
  http_host:
    'domain vhost :authority authority server.address url.domain req.headers.host req.host req.hostname client_request_host',
  upstream_addr: 'upstream upstream_host ua_addr',
  upstream_response_time: 'urt upstream_time apptime',
  request_id: 'requestid x_request_id req_id req.id http.request.id req.headers.x_request_id ray_id',
  otel_trace_id: 'trace_id traceid trace.id',
  otel_span_id: 'span_id spanid span.id',
  http_traceparent: 'traceparent req.headers.traceparent',
  sent_http_grpc_status: 'grpc_status rpc.grpc.status_code',
  sent_http_content_type: 'content_type resp_content_type res.headers.content_type',
};

const VARIABLES =
  'remote_addr http_x_forwarded_for remote_user request_method args query_string server_protocol scheme body_bytes_sent bytes_sent ' +
  'request_length request_time http_referer http_user_agent http_host host server_name server_port upstream_addr upstream_status ' +
  'upstream_response_time upstream_response_length request_id req_id http_x_request_id sent_http_content_type';

/** Paths in nginx, targets with a query elsewhere. */
const TARGETS =
  'uri path request_uri url request_url document_uri url.path req.url req.uri req.path req.request_url ' +
  'client_request_uri resource_path';

/** What comes first stays: the target as it came is said before the one that a router has shortened. */
const pathOrTarget: FieldSetter = (draft, value) => {
  draft.target ??= value;
  return true;
};

/** `request` is a request line in nginx, a target elsewhere. */
const requestOrTarget: FieldSetter = (draft, value) => {
  if (value.startsWith('/')) draft.target = value;
  else draft.request = value;
  return true;
};

const version: FieldSetter = (draft, value) => {
  draft.protocol ??= value.includes('/') ? value : `HTTP/${value}`;
  return true;
};

/** `HTTP/1.1`; some mean `https`. */
const protocolOrScheme: FieldSetter = (draft, value) => {
  if (/^https?$/i.test(value)) draft.scheme = value.toLowerCase();
  else draft.protocol = value;
  return true;
};

/** Parts of Node's loggers, Google's and Tomcat's, all under one name. */
const REQUEST_PART = /^(?:meta\.|data\.|properties\.)*(?:req|request|http_request)\./;
const RESPONSE_PART = /^(?:meta\.|data\.|properties\.)*(?:res|response)\./;
const HEADERS_PART = /^request_headers\./;

/** Most keys are so from the beginning. */
const PLAIN = /^[a-z\d_:@]+$/;

/** A key in small letters, words apart by `_`, parts apart by `.`: `userAgent`, `User-Agent` and `user_agent` are one. */
export function plainKey(key: string): string {
  if (PLAIN.test(key) || key.length > 200) return key;
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()
    .replace(REQUEST_PART, 'req.')
    .replace(RESPONSE_PART, 'res.')
    .replace(HEADERS_PART, 'req.headers.')
    .replace(/^(?:meta|data|properties)\./, '');
}

const SETTER_BY_KEY: ReadonlyMap<string, FieldSetter> = setters();

/** @param key by {@link plainKey} */
export function setterOf(key: string): FieldSetter | undefined {
  return SETTER_BY_KEY.get(key);
}

function setters(): Map<string, FieldSetter> {
  const map = new Map<string, FieldSetter>();
  for (const [variable, words] of Object.entries(VARIABLE_BY_WORDS)) {
    for (const word of words.split(' ')) map.set(word, nginxField(variable).set);
  }
  for (const variable of VARIABLES.split(' ')) map.set(variable, nginxField(variable).set);
  for (const key of TARGETS.split(' ')) map.set(key, pathOrTarget);
  for (const key of ['url.original', 'req.original_url']) map.set(key, textField('target'));
  map.set('request', requestOrTarget);
  map.set('req', requestOrTarget);
  for (const key of 'protocol proto client_request_protocol req.protocol'.split(' ')) map.set(key, protocolOrScheme);
  for (const key of 'http_version http.version req.http_version network.protocol.version'.split(' '))
    map.set(key, version);
  for (const key of 'duration_ms request_time_ms response_time_ms latency_ms elapsed elapsed_ms responsetime time_taken time_taken_ms origin_response_duration_ms service'.split(
    ' ',
  ))
    map.set(key, spanField('ms'));
  map.set('req.latency', spanField('s'));
  map.set('event.duration', durationField('durationMs', 1e6));
  map.set('http.request.body.bytes', countField('requestSize'));
  return map;
}
