import { countOf, headerOf, numberOf, objectOf, statusOf, textOf } from './json-members.js';
import { type JsonShape, jsonFormat } from './json-shape.js';
import { fillRequest } from './kong-json.js';
import { isJsonObject } from './read-json-line.js';

/** Ids and names that APISIX adds to each entry. */
const ATTRIBUTES = ['route_id', 'route_name', 'service_id', 'service_name', 'apisix_latency'];

/**
 * Default entry of APISIX's loggers (kafka-logger, http-logger and their relatives). Latencies are in ms with fraction. `start_time` is the event's
 * time: with kafka-logger's default `api_version` 1 the Kafka timestamp is -1.
 */
export const apisixShape: JsonShape = {
  name: 'apisix',
  fits: (object) =>
    isJsonObject(object['request']) &&
    isJsonObject(object['response']) &&
    ('start_time' in object || 'route_id' in object),
  fill: (object, draft, context) => {
    const response = objectOf(object, 'response');
    draft.status = statusOf(response, 'status');
    if (Number.isNaN(draft.status)) return 'bad_status';
    draft.responseSize = countOf(response, 'size');
    draft.contentType = headerOf(objectOf(response, 'headers'), 'content-type');
    draft.timestamp = numberOf(object, 'start_time');
    draft.peer = textOf(object, 'client_ip');
    fillRequest(objectOf(object, 'request'), draft, context);
    draft.durationMs = numberOf(object, 'latency');
    draft.upstreamAddresses = textOf(object, 'upstream');
    draft.upstreamMs = numberOf(object, 'upstream_latency');
    draft.user = textOf(objectOf(object, 'consumer'), 'username');
    for (const name of ATTRIBUTES) {
      const value = typeof object[name] === 'number' ? object[name] : textOf(object, name);
      if (value !== undefined) draft.setAttribute(name, value, context.settings.maxAttributes);
    }
    const server = textOf(objectOf(object, 'server'), 'hostname');
    if (server !== undefined) draft.setAttribute('server_hostname', server, context.settings.maxAttributes);
    return undefined;
  },
};

export const apisixJson = jsonFormat('apisix', [apisixShape]);
