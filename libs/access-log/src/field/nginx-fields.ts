import {
  attributeField,
  clfTimeField,
  countField,
  durationField,
  epochField,
  isoTimeField,
  statusField,
  textField,
  traceparentField,
} from './field-setters.js';
import { field, type FieldPart } from './format-part.js';

const SECONDS = 0.001;

/** nginx's variables (ngx_http_core, log, upstream, realip, ssl modules; ingress-nginx) as fields. */
const FIELD_BY_VARIABLE: ReadonlyMap<string, FieldPart> = new Map([
  ['remote_addr', field(textField('peer'), 'list')],
  ['proxy_protocol_addr', field(textField('peer'), 'token')],
  ['http_x_forwarded_for', field(textField('forwardedFor'), 'list')],
  ['proxy_add_x_forwarded_for', field(textField('forwardedFor'), 'list')],
  ['remote_user', field(textField('user'))],
  ['time_local', field(clfTimeField, 'text', 'bad_time')],
  ['time_iso8601', field(isoTimeField, 'token', 'bad_time')],
  ['msec', field(epochField(SECONDS), 'number', 'bad_time')],
  ['request', field(textField('request'))],
  ['request_method', field(textField('method'), 'token')],
  ['request_uri', field(textField('target'))],
  ['uri', field(textField('path'))],
  ['document_uri', field(textField('path'))],
  ['args', field(textField('query'))],
  ['query_string', field(textField('query'))],
  ['server_protocol', field(textField('protocol'), 'token')],
  ['scheme', field(textField('scheme'), 'token')],
  ['status', field(statusField, 'number', 'bad_status')],
  ['body_bytes_sent', field(countField('bodySize'), 'number')],
  ['bytes_sent', field(countField('responseSize'), 'number')],
  ['request_length', field(countField('requestSize'), 'number')],
  ['request_time', field(durationField('durationMs', SECONDS), 'number')],
  ['http_referer', field(textField('referrer'))],
  ['http_user_agent', field(textField('userAgent'))],
  ['http_host', field(textField('host'))],
  ['host', field(textField('host'))],
  ['server_name', field(textField('serverName'))],
  ['server_port', field(countField('serverPort'), 'number')],
  ['sent_http_content_type', field(textField('contentType'))],
  ['upstream_addr', field(textField('upstreamAddresses'), 'list')],
  ['upstream_status', field(textField('upstreamStatuses'), 'list')],
  ['upstream_response_time', field(textField('upstreamTimes'), 'list')],
  ['upstream_response_length', field(textField('upstreamLengths'), 'list')],
  ['upstream_connect_time', field(attributeField('upstream_connect_time'), 'list')],
  ['upstream_header_time', field(attributeField('upstream_header_time'), 'list')],
  ['upstream_bytes_received', field(attributeField('upstream_bytes_received'), 'list')],
  ['upstream_bytes_sent', field(attributeField('upstream_bytes_sent'), 'list')],
  ['sent_http_grpc_status', field(countField('grpcStatus'), 'number')],
  ['sent_trailer_grpc_status', field(countField('grpcStatus'), 'number')],
  ['upstream_http_grpc_status', field(countField('grpcStatus'), 'number')],
  ['upstream_trailer_grpc_status', field(countField('grpcStatus'), 'number')],
  ['request_id', field(textField('requestId'), 'token')],
  ['req_id', field(textField('requestId'), 'token')],
  ['kong_request_id', field(textField('requestId'), 'token')],
  ['http_x_request_id', field(textField('requestId'))],
  ['http_traceparent', field(traceparentField, 'token')],
  ['otel_trace_id', field(textField('traceId'), 'token')],
  ['otel_span_id', field(textField('spanId'), 'token')],
  ['opentelemetry_trace_id', field(textField('traceId'), 'token')],
  ['opentelemetry_span_id', field(textField('spanId'), 'token')],
]);

/** @returns the field of a variable; one that has no member in the record becomes an attribute of the same name */
export function nginxField(variable: string): FieldPart {
  return FIELD_BY_VARIABLE.get(variable) ?? field(attributeField(variable));
}
