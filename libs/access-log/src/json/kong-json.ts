import type { Upstream } from '@log-monitor/access-record';
import type { AccessDraft } from '../record/access-draft.js';
import { traceparentField } from '../field/field-setters.js';
import type { LineContext } from '../record/log-format.js';
import { countOf, forwardedForOf, headerOf, numberOf, objectOf, statusOf, textOf } from './json-members.js';
import { type JsonShape, jsonFormat } from './json-shape.js';
import { isJsonObject, type JsonObject } from './read-json-line.js';

const MAX_TRIES = 64;

/** Kong's log serializer, as http-log, file-log, tcp-log and kafka-log send it. Latencies are in ms, -1 where there was no upstream. */
export const kongShape: JsonShape = {
  name: 'kong',
  fits: (object) =>
    isJsonObject(object['request']) && (isJsonObject(object['latencies']) || Array.isArray(object['tries'])),
  fill: (object, draft, context) => {
    const response = objectOf(object, 'response');
    draft.status = statusOf(response, 'status');
    if (Number.isNaN(draft.status)) return 'bad_status';
    draft.responseSize = countOf(response, 'size');
    draft.contentType = headerOf(objectOf(response, 'headers'), 'content-type');
    draft.timestamp = numberOf(object, 'started_at');
    draft.peer = textOf(object, 'client_ip');
    fillRequest(objectOf(object, 'request'), draft, context);
    draft.durationMs = numberOf(objectOf(object, 'latencies'), 'request');
    fillUpstreams(object, draft);
    fillAttributes(object, draft, context.settings.maxAttributes);
    return undefined;
  },
};

export const kongJson = jsonFormat('kong-json', [kongShape]);

/** Members of a request as Kong and APISIX write them. */
export function fillRequest(request: JsonObject, draft: AccessDraft, context: LineContext): void {
  const headers = objectOf(request, 'headers');
  draft.method = textOf(request, 'method');
  draft.target = textOf(request, 'uri') ?? textOf(request, 'request_uri') ?? textOf(request, 'url');
  draft.requestSize = countOf(request, 'size');
  draft.requestId = textOf(request, 'id') ?? headerOf(headers, 'x-request-id');
  draft.host = headerOf(headers, 'host') ?? hostOfUrl(textOf(request, 'url'));
  draft.forwardedFor = forwardedForOf(headers);
  draft.referrer = headerOf(headers, 'referer');
  draft.userAgent = headerOf(headers, 'user-agent');
  const traceparent = headerOf(headers, 'traceparent');
  if (traceparent !== undefined) traceparentField(draft, traceparent, context);
}

function hostOfUrl(url: string | undefined): string | undefined {
  const begin = url?.indexOf('://') ?? -1;
  if (url === undefined || begin === -1) return undefined;
  const end = url.indexOf('/', begin + 3);
  return url.slice(begin + 3, end === -1 ? url.length : end);
}

function fillUpstreams(object: JsonObject, draft: AccessDraft): void {
  const tries: unknown[] = Array.isArray(object['tries']) ? object['tries'] : [];
  const statuses = textOf(object, 'upstream_status')?.split(/[,:] ?/) ?? [];
  const proxyMs = numberOf(objectOf(object, 'latencies'), 'proxy');
  const measured = proxyMs === undefined || proxyMs < 0 ? undefined : proxyMs;
  draft.upstreamMs = measured;
  if (tries.length === 0) return;
  const last = Math.min(tries.length, MAX_TRIES) - 1;
  draft.upstreams = tries
    .slice(0, MAX_TRIES)
    .filter(isJsonObject)
    .map((each, index): Upstream => {
      const address = textOf(each, 'ip');
      const port = countOf(each, 'port');
      const host = address?.includes(':') === true && port !== undefined ? `[${address}]` : address;
      const status = statusOf({ status: statuses[index]?.trim() }, 'status');
      return {
        address: port === undefined ? host : `${host ?? ''}:${port}`,
        statusCode: status === undefined || Number.isNaN(status) ? undefined : status,
        durationMs: index === last ? measured : undefined,
        responseSize: undefined,
        redirected: false,
      };
    });
}

function fillAttributes(object: JsonObject, draft: AccessDraft, limit: number): void {
  const latencies = objectOf(object, 'latencies');
  const put = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) draft.setAttribute(name, value, limit);
  };
  put('route', textOf(objectOf(object, 'route'), 'name') ?? textOf(objectOf(object, 'route'), 'id'));
  put('service', textOf(objectOf(object, 'service'), 'name') ?? textOf(objectOf(object, 'service'), 'id'));
  put('consumer', textOf(objectOf(object, 'consumer'), 'username') ?? textOf(objectOf(object, 'consumer'), 'id'));
  put('authenticated_entity', textOf(objectOf(object, 'authenticated_entity'), 'id'));
  const workspaces: readonly unknown[] = Array.isArray(object['workspaces']) ? object['workspaces'] : [];
  const named = workspaces.filter(isJsonObject).map((workspace) => textOf(workspace, 'name'))[0];
  put('workspace', textOf(object, 'workspace_name') ?? textOf(object, 'workspace') ?? named);
  put('kong_latency_ms', numberOf(latencies, 'kong'));
  put('receive_latency_ms', numberOf(latencies, 'receive'));
  put('upstream_uri', textOf(object, 'upstream_uri'));
  put('tls_version', textOf(objectOf(objectOf(object, 'request'), 'tls'), 'version'));
  put('tls_cipher', textOf(objectOf(objectOf(object, 'request'), 'tls'), 'cipher'));
}
