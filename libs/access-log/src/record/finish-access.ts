import type { LatencyKind } from '@log-monitor/access-record';
import { splitPort } from '../address/address-text.js';
import { clientAddress } from '../address/client-address.js';
import { isKnownMethod, OTHER_METHOD } from '../request/request-method.js';
import { protocolVersion, readRequestLine } from '../request/request-line.js';
import { readHost, readRequestTarget, type RequestTarget } from '../request/request-target.js';
import { readUpstreams, summarise, type UpstreamSummary } from '../request/upstream-list.js';
import { unescapeLogText } from '../text/unescape.js';
import { MAX_TIMESTAMP, MIN_TIMESTAMP } from '../time/civil-time.js';
import { readIsoTime } from '../time/iso-time.js';
import type { AccessDraft } from './access-draft.js';
import type { FormatResult, LineContext } from './log-format.js';

const NO_TARGET: RequestTarget = { scheme: undefined, authority: undefined, path: undefined, query: undefined };

/** Makes the normal form of what a parser has read. */
export function finishAccess(draft: AccessDraft, context: LineContext): FormatResult {
  const { settings } = context;
  if (draft.localDate !== undefined) draft.setTime(settings.clock.resolve(draft.localDate + (draft.localTime ?? 0)));
  if (draft.timestamp !== undefined && !(draft.timestamp >= MIN_TIMESTAMP && draft.timestamp <= MAX_TIMESTAMP))
    return 'bad_time';
  takeRequestApart(draft);
  draft.durationMs = believable(draft.durationMs, draft);
  if (draft.timestamp === undefined && context.headTime !== undefined)
    draft.setTime(readIsoTime(context.headTime, 0, context.headTime.length, settings.clock));
  if (draft.timestamp === undefined) {
    draft.flag('time_missing');
    draft.timestamp = context.wrapperTime;
  }
  if (context.flags !== undefined) for (const flag of context.flags) draft.flag(flag);

  const urlOriginal = present(draft.target, draft.hasEscapes);
  const target = urlOriginal === undefined ? NO_TARGET : readRequestTarget(urlOriginal, draft.method);
  const urlPath = present(draft.path, draft.hasEscapes) ?? target.path;
  const peer = peerAddress(draft.peer);
  const forwardedFor = present(draft.forwardedFor, false);
  const client = clientAddress(peer, forwardedFor, settings.proxies);
  const host = readHost(draft.host) ?? readHost(target.authority) ?? readHost(draft.serverName);
  const userAgentOriginal = present(draft.userAgent, draft.hasEscapes);
  const agent = settings.userAgents?.classify(userAgentOriginal);
  const upstreams = upstreamSummary(draft);
  const method = draft.method;
  const isKnown = method === undefined || isKnownMethod(method);

  return {
    kind: 'access',
    timestamp: draft.timestamp,
    clientAddress: client,
    networkPeerAddress: peer,
    forwardedFor,
    userName: present(draft.user, draft.hasEscapes),
    httpRequestMethod: isKnown ? method : OTHER_METHOD,
    httpRequestMethodOriginal: isKnown ? undefined : method,
    urlOriginal,
    urlScheme: present(draft.scheme, false) ?? target.scheme,
    urlPath,
    urlQuery: present(draft.query, draft.hasEscapes) ?? target.query,
    httpRoute: urlPath === undefined ? undefined : settings.routes?.template(urlPath, draft.status),
    networkProtocolVersion: draft.protocol === undefined ? undefined : protocolVersion(draft.protocol),
    requestOriginal: draft.request,
    httpResponseStatusCode: draft.status,
    rpcGrpcStatusCode: draft.grpcStatus,
    httpResponseBodySize: draft.bodySize,
    httpResponseSize: draft.responseSize,
    httpRequestSize: draft.requestSize,
    latency: latencyKind(draft),
    durationMs: positive(draft.durationMs),
    upstreamDurationMs: positive(believable(draft.upstreamMs ?? upstreams?.durationMs, draft)),
    upstreamStatusCode: upstreams?.statusCode,
    upstreams: upstreams?.upstreams,
    httpRequestReferrer: present(draft.referrer, draft.hasEscapes),
    userAgentOriginal: agent?.text.length === userAgentOriginal?.length ? agent?.text : userAgentOriginal,
    userAgentName: agent?.name,
    userAgentOsName: agent?.osName,
    userAgentSyntheticType: agent?.isBot === true ? 'bot' : undefined,
    serverAddress: host?.host,
    serverPort: host?.port ?? draft.serverPort,
    project: settings.projectOf(host?.host),
    requestId: present(draft.requestId, false),
    traceId: present(draft.traceId, false),
    spanId: present(draft.spanId, false),
    healthCheck: settings.isHealthCheck({ path: urlPath, userAgent: userAgentOriginal, client }),
    attributes: draft.attributes,
    flags: draft.flags,
  };
}

/** No request takes 31 years. */
const MAX_DURATION_MS = 1e12;

function believable(ms: number | undefined, draft: AccessDraft): number | undefined {
  if (ms === undefined || ms <= MAX_DURATION_MS) return ms;
  draft.flag('number_out_of_range');
  return undefined;
}

function positive(ms: number | undefined): number | undefined {
  return ms !== undefined && ms < 0 ? undefined : ms;
}

/** Leaves `draft.request` only where the request is not of the usual form. */
function takeRequestApart(draft: AccessDraft): void {
  if (draft.request === undefined) return;
  const request = draft.request;
  const line = readRequestLine(request);
  draft.method ??= line.method;
  draft.target ??= line.target;
  draft.protocol ??= line.protocol;
  if (line.form === 'whole') {
    draft.request = undefined;
    return;
  }
  if (line.form === 'none') draft.request = request === '' ? '' : undefined;
  else if (line.form === 'http_0_9' && line.method !== 'GET') draft.request = undefined;
  else if (line.form === 'http_0_9') {
    draft.flag('http_0_9');
    draft.protocol ??= 'HTTP/0.9';
  } else if (line.form === 'tls') draft.flag('tls_probe');
  else if (line.form === 'rdp') draft.flag('rdp_probe');
  else draft.flag('request_malformed');
}

/** A value that is there: neither missing nor empty nor `-`, by which servers say "nothing". */
function present(value: string | undefined, hasEscapes: boolean): string | undefined {
  if (value === undefined || value === '' || value === '-') return undefined;
  return hasEscapes ? unescapeLogText(value) : value;
}

function peerAddress(peer: string | undefined): string | undefined {
  if (peer === undefined || peer === '' || peer === '-') return undefined;
  if (peer.startsWith('unix:')) return peer;
  return peer.includes(':') || peer.charCodeAt(0) === 91 ? splitPort(peer).address : peer;
}

function upstreamSummary(draft: AccessDraft): UpstreamSummary | undefined {
  if (draft.upstreams !== undefined) return summarise(draft.upstreams);
  if (
    draft.upstreamAddresses === undefined &&
    draft.upstreamTimes === undefined &&
    draft.upstreamStatuses === undefined
  )
    return undefined;
  return readUpstreams({
    addresses: draft.upstreamAddresses,
    statuses: draft.upstreamStatuses,
    times: draft.upstreamTimes,
    lengths: draft.upstreamLengths,
  });
}

/** 101 and CONNECT make a connection something else, and server-sent events never end by themselves: their lives are no latencies. */
function latencyKind(draft: AccessDraft): LatencyKind {
  if (draft.durationMs === undefined) return 'missing';
  if (draft.durationMs < 0) return 'negative';
  if (draft.status === 101 || (draft.method === 'CONNECT' && draft.status === 200)) return 'stream';
  return draft.contentType !== undefined && draft.contentType.startsWith('text/event-stream') ? 'stream' : 'measured';
}
