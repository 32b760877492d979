import { toMs } from '../request/upstream-list.js';
import { readTimeValue } from './time-value.js';
import { countOf, forwardedForOf, headerOf, numberOf, objectOf, statusOf, textOf } from './json-members.js';
import { type JsonShape, jsonFormat } from './json-shape.js';
import { isJsonObject } from './read-json-line.js';

/** Caddy 2's access log: `duration` in seconds, headers as lists, `status` 0 when nothing was answered. */
export const caddyShape: JsonShape = {
  name: 'caddy',
  fits: (object) => {
    const request = object['request'];
    return (
      isJsonObject(request) &&
      'uri' in request &&
      ('remote_ip' in request || 'remote_addr' in request || 'client_ip' in request)
    );
  },
  fill: (object, draft, context) => {
    const request = objectOf(object, 'request');
    const headers = objectOf(request, 'headers');
    const answered = objectOf(object, 'resp_headers');
    draft.status = statusOf(object, 'status');
    if (Number.isNaN(draft.status)) return 'bad_status';
    if ('ts' in object && !draft.setTime(readTimeValue(object['ts'], context.settings.clock))) return 'bad_time';
    draft.peer = textOf(request, 'remote_ip') ?? textOf(request, 'remote_addr') ?? textOf(request, 'client_ip');
    draft.forwardedFor = forwardedForOf(headers);
    draft.user = textOf(object, 'user_id');
    draft.method = textOf(request, 'method');
    draft.target = textOf(request, 'uri');
    draft.protocol = textOf(request, 'proto');
    draft.host = textOf(request, 'host');
    draft.scheme = isJsonObject(request['tls']) ? 'https' : 'http';
    draft.bodySize = countOf(object, 'size');
    draft.requestSize = countOf(object, 'bytes_read');
    const seconds = numberOf(object, 'duration');
    draft.durationMs = seconds === undefined ? undefined : toMs(seconds);
    draft.referrer = headerOf(headers, 'referer');
    draft.userAgent = headerOf(headers, 'user-agent');
    draft.requestId = headerOf(headers, 'x-request-id') ?? textOf(object, 'uuid');
    draft.contentType = headerOf(answered, 'content-type');
    draft.grpcStatus = countOf({ status: headerOf(answered, 'grpc-status') }, 'status');
    draft.traceId = textOf(object, 'traceID');
    return undefined;
  },
};

export const caddyJson = jsonFormat('caddy', [caddyShape]);
