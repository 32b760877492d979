import type { AccessDraft } from '../record/access-draft.js';
import type { LineContext } from '../record/log-format.js';
import { readIsoTime } from '../time/iso-time.js';
import { countOf, numberOf, statusOf, textOf } from './json-members.js';
import { type JsonShape, jsonFormat } from './json-shape.js';
import type { JsonObject } from './read-json-line.js';

const NS_PER_MS = 1_000_000;

const ATTRIBUTES = [
  'RouterName',
  'ServiceName',
  'RetryAttempts',
  'Overhead',
  'entryPointName',
  'TLSVersion',
  'TLSCipher',
];

/** Traefik's JSON: durations are in nanoseconds, headers are members of their own (`request_User-Agent`). */
export const traefikShape: JsonShape = {
  name: 'traefik',
  fits: (object) => 'RequestMethod' in object || 'DownstreamStatus' in object || 'ClientAddr' in object,
  fill: (object, draft, context) => {
    draft.status = statusOf(object, 'DownstreamStatus');
    if (Number.isNaN(draft.status)) return 'bad_status';
    const time = textOf(object, 'StartUTC') ?? textOf(object, 'StartLocal') ?? textOf(object, 'time');
    if (time !== undefined && !draft.setTime(readIsoTime(time, 0, time.length, context.settings.clock)))
      return 'bad_time';
    draft.peer = textOf(object, 'ClientHost') ?? textOf(object, 'ClientAddr');
    draft.user = textOf(object, 'ClientUsername');
    draft.method = textOf(object, 'RequestMethod');
    draft.target = textOf(object, 'RequestPath');
    draft.protocol = textOf(object, 'RequestProtocol');
    draft.scheme = textOf(object, 'RequestScheme');
    draft.host = textOf(object, 'RequestAddr') ?? textOf(object, 'RequestHost');
    draft.bodySize = countOf(object, 'DownstreamContentSize');
    draft.requestSize = countOf(object, 'RequestContentSize');
    draft.durationMs = milliseconds(object, 'Duration');
    draft.forwardedFor = textOf(object, 'request_X-Forwarded-For');
    draft.referrer = textOf(object, 'request_Referer');
    draft.userAgent = textOf(object, 'request_User-Agent');
    draft.requestId = textOf(object, 'request_X-Request-Id');
    draft.contentType = textOf(object, 'downstream_Content-Type') ?? textOf(object, 'origin_Content-Type');
    draft.grpcStatus = countOf(object, 'downstream_Grpc-Status') ?? countOf(object, 'origin_Grpc-Status');
    draft.traceId = textOf(object, 'TraceId');
    draft.spanId = textOf(object, 'SpanId');
    fillUpstream(object, draft);
    fillAttributes(object, draft, context);
    return undefined;
  },
};

export const traefikJson = jsonFormat('traefik-json', [traefikShape]);

function fillUpstream(object: JsonObject, draft: AccessDraft): void {
  const address = textOf(object, 'ServiceAddr') ?? textOf(object, 'ServiceURL');
  const status = statusOf(object, 'OriginStatus');
  if (address === undefined && status === undefined) return;
  draft.upstreams = [
    {
      address,
      statusCode: status === undefined || Number.isNaN(status) ? undefined : status,
      durationMs: milliseconds(object, 'OriginDuration'),
      responseSize: countOf(object, 'OriginContentSize'),
      redirected: false,
    },
  ];
}

function fillAttributes(object: JsonObject, draft: AccessDraft, context: LineContext): void {
  for (const name of ATTRIBUTES) {
    const value = textOf(object, name);
    if (value !== undefined) draft.setAttribute(name, value, context.settings.maxAttributes);
  }
}

function milliseconds(object: JsonObject, key: string): number | undefined {
  const nanoseconds = numberOf(object, key);
  return nanoseconds === undefined ? undefined : nanoseconds / NS_PER_MS;
}
