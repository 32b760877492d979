import { readIsoTime } from '../time/iso-time.js';
import { countOf, numberOf, statusOf, textOf } from './json-members.js';
import { type JsonShape, jsonFormat } from './json-shape.js';

const ATTRIBUTES = [
  'response_flags',
  'response_code_details',
  'upstream_cluster',
  'route_name',
  'requested_server_name',
];

/** Envoy's and Istio's JSON: durations in ms, null for what is not set, `response_code` 0 when the client left first. */
export const envoyShape: JsonShape = {
  name: 'envoy',
  fits: (object) =>
    'response_code' in object && ('response_flags' in object || 'start_time' in object || 'upstream_host' in object),
  fill: (object, draft, context) => {
    draft.status = statusOf(object, 'response_code');
    if (Number.isNaN(draft.status)) return 'bad_status';
    const time = textOf(object, 'start_time');
    if (time !== undefined && !draft.setTime(readIsoTime(time, 0, time.length, context.settings.clock)))
      return 'bad_time';
    draft.peer = textOf(object, 'downstream_remote_address');
    draft.forwardedFor = textOf(object, 'x-forwarded-for') ?? textOf(object, 'x_forwarded_for');
    draft.method = textOf(object, 'method');
    draft.target = textOf(object, 'x-envoy-origin-path') ?? textOf(object, 'path');
    draft.protocol = textOf(object, 'protocol');
    draft.host = textOf(object, ':authority') ?? textOf(object, 'authority');
    draft.bodySize = countOf(object, 'bytes_sent');
    draft.requestSize = countOf(object, 'bytes_received');
    draft.durationMs = numberOf(object, 'duration');
    draft.upstreamMs = numberOf(object, 'upstream_service_time') ?? numberOf(object, 'x-envoy-upstream-service-time');
    draft.upstreamAddresses = textOf(object, 'upstream_host');
    draft.userAgent = textOf(object, 'user-agent') ?? textOf(object, 'user_agent');
    draft.referrer = textOf(object, 'referer');
    draft.requestId = textOf(object, 'x-request-id') ?? textOf(object, 'request_id');
    draft.grpcStatus = countOf(object, 'grpc_status_number') ?? countOf(object, 'grpc-status');
    draft.contentType = textOf(object, 'content-type');
    for (const name of ATTRIBUTES) {
      const value = textOf(object, name);
      if (value !== undefined) draft.setAttribute(name, value, context.settings.maxAttributes);
    }
    return undefined;
  },
};

export const envoyJson = jsonFormat('envoy-json', [envoyShape]);
