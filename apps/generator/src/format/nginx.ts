import { requestLineOf, type UpstreamTry, type WebRequest } from '../event/web-request.js';
import { type AccessFormat, clfHeartbeat } from './access-format.js';
import { jsonEscape, nginxEscape } from './escape.js';
import type { LineClock } from './line-clock.js';

/** `combined` as nginx writes it. */
export const nginxCombined: AccessFormat = { name: 'combined', heartbeat: clfHeartbeat, write: writeCombined };

function writeCombined(request: WebRequest, clock: LineClock): string {
  return combinedBy(request.client, request, clock);
}

function combinedBy(address: string, request: WebRequest, clock: LineClock): string {
  const user = request.user === undefined ? '-' : nginxEscape(request.user);
  return `${address} - ${user} [${clock.clf(request.time)}] "${nginxEscape(requestLineOf(request))}" ${request.status} ${request.bodyBytes} "${orDash(request.referrer)}" "${orDash(request.agent)}"`;
}

/** `main` of nginx's packages: the connection's address first, who asked at the end. */
export const nginxMain: AccessFormat = {
  name: 'main',
  heartbeat: clfHeartbeat,
  write: (request, clock) => `${combinedBy(request.peer, request, clock)} "${orDash(request.forwardedFor)}"`,
};

/** `upstreaminfo` of ingress-nginx. */
export const nginxIngress: AccessFormat = {
  name: 'ingress',
  write: (request, clock) => {
    const { upstreams } = request;
    const head = `${writeCombined(request, clock)} ${request.requestBytes} ${seconds(request.durationMs)} [default-${request.service}-8080] []`;
    const addresses = listOf(upstreams, ({ address }) => address);
    const lengths = listOf(upstreams, ({ bytes }) => bytes?.toString());
    const times = listOf(upstreams, ({ durationMs }) => (durationMs === undefined ? undefined : seconds(durationMs)));
    const statuses = listOf(upstreams, ({ status }) => status?.toString());
    return `${head} ${addresses} ${lengths} ${times} ${statuses} ${request.requestId}`;
  },
};

/** `log_format … escape=json`, with the members that our README recommends. */
export const nginxJson: AccessFormat = {
  name: 'json',
  write: (request, clock) => {
    const { upstreams, time } = request;
    const spent = upstreams.every(({ durationMs }) => durationMs === undefined)
      ? ''
      : listOf(upstreams, ({ durationMs }) => (durationMs === undefined ? undefined : seconds(durationMs)));
    return (
      `{"time":"${clock.iso(time)}","msec":${(time / 1000).toFixed(3)},"remote_addr":"${request.peer}","http_x_forwarded_for":"${jsonEscape(request.forwardedFor ?? '')}",` +
      `"remote_user":"${jsonEscape(request.user ?? '')}","request":"${jsonEscape(requestLineOf(request))}","status":${request.status},"body_bytes_sent":${request.bodyBytes},` +
      `"request_length":${request.requestBytes},"request_time":${seconds(request.durationMs)},"upstream_addr":"${upstreams.map(({ address }) => address).join(', ')}",` +
      `"upstream_status":"${upstreams.length === 0 ? '' : listOf(upstreams, ({ status }) => status?.toString())}","upstream_response_time":"${spent}",` +
      `"http_host":"${jsonEscape(request.host)}","http_referer":"${jsonEscape(request.referrer ?? '')}","http_user_agent":"${jsonEscape(request.agent ?? '')}","request_id":"${request.requestId}"}`
    );
  },
};

/** `custom_fmt` of a Kong gateway that knows the client's address by its real-IP module. */
export const kongCustom: AccessFormat = {
  name: 'kong',
  write: (request, clock) => {
    const times = listOf(request.upstreams, ({ durationMs }) =>
      durationMs === undefined ? undefined : seconds(durationMs),
    );
    return `${request.client} [${clock.clf(request.time)}] "${nginxEscape(requestLineOf(request))}" ${request.status} ${seconds(request.durationMs)} ${times} "${nginxEscape(request.host)}" "${orDash(request.agent)}"`;
  },
};

function orDash(text: string | undefined): string {
  return text === undefined || text === '' ? '-' : nginxEscape(text);
}

/** nginx rounds to milliseconds. */
function seconds(ms: number): string {
  return (Math.round(ms) / 1000).toFixed(3);
}

/** nginx's list of what the servers that were tried did; `-` when there was none, and for one that gave no answer. */
function listOf(upstreams: readonly UpstreamTry[], value: (upstream: UpstreamTry) => string | undefined): string {
  return upstreams.length === 0 ? '-' : upstreams.map((each) => value(each) ?? '-').join(', ');
}
