import { textOf } from '../json/json-members.js';
import { isJsonObject, type JsonObject } from '../json/read-json-line.js';
import { readTimeValue } from '../json/time-value.js';
import { WallClock } from '../time/wall-clock.js';
import { type LineOrigin, NO_ORIGIN, type UnwrappedLine } from './line-origin.js';

/** Members that only a collector adds. */
const COLLECTOR_MEMBERS = [
  'stream',
  'logtag',
  'kubernetes',
  'kubernetes_namespace',
  'docker',
  'container_id',
  'container_name',
  'agent',
  'partial_message',
  '_p',
];

/** Members of a request. */
const REQUEST_MEMBERS = ['status', 'status_code', 'request', 'remote_addr', 'client_ip', 'method', 'response'];

/** What morgan and express-winston write: `GET /users/42 200 5 - 1.2 ms`. */
const LOGGED = /^(?:\u001b\[[\d;]{1,9}m)?[A-Z]{3,10} (?:\/|\*|https?:)\S* (?:\u001b\[[\d;]{1,9}m)?\d{3}\b/;

/** The container runtime splits lines at 16 KiB; a shorter one that has no line end has lost it on the way. */
const DOCKER_PART_BYTES = 16_000;

/** Collectors write UTC. */
const UTC = new WallClock();

/**
 * Takes the line out of what fluentd, Fluent Bit, Docker's json-file and Beats make of it: `message` or `log` beside members about the container.
 *
 * @returns undefined when the object is no wrapper
 */
export function readJsonWrapper(object: JsonObject): UnwrappedLine | undefined {
  const key = wrappedKey(object);
  if (key === undefined) return undefined;
  const value = object[key];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { text, origin: readOrigin(object), isPartial: isPartial(object, text, key) };
}

function wrappedKey(object: JsonObject): 'message' | 'log' | undefined {
  for (const key of ['message', 'log'] as const) {
    const value = object[key];
    if (typeof value !== 'string' && !isJsonObject(value)) continue;
    if (
      COLLECTOR_MEMBERS.some((member) => member in object) ||
      (typeof value === 'string' && isLineOfServer(value, object))
    )
      return key;
  }
  return undefined;
}

/** Collectors that add a time only. What has a status of its own is a request that says something more. */
function isLineOfServer(text: string, object: JsonObject): boolean {
  return (text.includes(' HTTP/') || LOGGED.test(text)) && !REQUEST_MEMBERS.some((member) => member in object);
}

function isPartial(object: JsonObject, text: string, key: string): boolean {
  if (object['logtag'] === 'P' || object['_p'] === 'P') return true;
  if (object['partial_message'] === 'true' || object['partial_message'] === true)
    return object['partial_last'] !== 'true' && object['partial_last'] !== true;
  return (
    key === 'log' &&
    !('kubernetes' in object) &&
    // A character has at most three bytes for each unit of its string.
    text.length * 3 >= DOCKER_PART_BYTES &&
    !text.endsWith('\n') &&
    Buffer.byteLength(text) >= DOCKER_PART_BYTES
  );
}

/** Where the line comes from, by the members that collectors add. */
function readOrigin(object: JsonObject): LineOrigin {
  const kubernetes = isJsonObject(object['kubernetes']) ? object['kubernetes'] : {};
  const namespaceObject = isJsonObject(object['kubernetes_namespace']) ? object['kubernetes_namespace'] : {};
  const time = readTimeValue(object['time'] ?? object['@timestamp'] ?? object['timestamp'], UTC);
  return {
    ...NO_ORIGIN,
    timestamp: typeof time === 'object' ? time.timestamp : time,
    stream: textOf(object, 'stream'),
    namespace:
      textOf(kubernetes, 'namespace_name') ?? textOf(kubernetes, 'namespace') ?? textOf(namespaceObject, 'name'),
    pod: textOf(kubernetes, 'pod_name') ?? textOf(object, 'container_id'),
    container: textOf(kubernetes, 'container_name') ?? textOf(object, 'container_name'),
    node: textOf(kubernetes, 'host') ?? textOf(kubernetes, 'node_name'),
  };
}
