import type { JsonValue } from '@log-monitor/log-record';
import { ForeignMembers, isObject, type Members } from './foreign-members.js';

/** Labels of a pod that name the application, as the collectors spell them. */
const APP_LABELS = ['app', 'app.kubernetes.io/name', 'app_kubernetes_io/name', 'app_kubernetes_io_name', 'k8s-app'];
const CONTAINER_NAMES = [
  'kubernetes.container_name',
  'kubernetes.container.name',
  'container_name',
  'container.name',
  'docker.container.name',
];
const NODES = ['kubernetes.host', 'kubernetes.node_name', 'kubernetes.node.name', 'kubernetes.pod_node_name'];
const SIGNS_OF_A_LINE = [
  'stream',
  'container_name',
  'container_id',
  'logtag',
  '_p',
  'source_type',
  'docker',
  'partial_message',
];
/** What describes the line, not the record in it. */
const AROUND = ['kubernetes', 'docker', 'stream', 'source', 'logtag', '_p', 'container_id', 'container_name', 'container', 'source_type', 'agent', 'attrs', 'partial_message', 'partial_id', 'partial_ordinal', 'partial_last', 'tag', 'file', 'input', 'ecs']; // prettier-ignore

/** Docker cuts a line into parts of this size; the end of a line has its line feed. */
const DOCKER_PART_BYTES = 16 * 1024;

/** A line of a container as fluentd, Fluent Bit, Vector, Filebeat and Docker's drivers wrap it. */
export interface ContainerLine {
  /** The line; undefined when the collector has merged the record in it into the wrapper. */
  line: string | undefined;
  /** What the collector says of it; `service`, `host`, `timestamp` by the names that records have. */
  around: Members;
  /** Which container's output it is. */
  source: string;
  /** True when it is only the first or a middle part of a line. */
  isPartial: boolean;
}

/** @returns undefined when the record is no wrapper of a line */
export function readContainerLine(members: Members): ContainerLine | undefined {
  const isLine =
    typeof members['log'] === 'string' && (SIGNS_OF_A_LINE.some((name) => name in members) || isOnlyLine(members));
  const isMessage =
    typeof members['message'] === 'string' &&
    (isObject(members['kubernetes']) || 'source_type' in members || 'logtag' in members);
  if (!isLine && !isMessage && !isObject(members['kubernetes'])) return undefined;
  const name = isLine ? 'log' : 'message';
  const text = members[name];
  const hasLine = isLine || (isMessage && (!hasLevel(members) || (text as string).startsWith('{')));
  const around = aroundOf(members, hasLine ? name : undefined);
  const line = hasLine ? (text as string) : undefined;
  return { line, around, source: sourceOf(members), isPartial: line !== undefined && isPartial(members, line) };
}

/** Docker's json-file driver: nothing but the line, the stream and the time. */
function isOnlyLine(members: Members): boolean {
  return Object.keys(members).every((name) => ['log', 'time', 'stream', 'attrs', '@timestamp'].includes(name));
}

function hasLevel(members: Members): boolean {
  return ['level', 'severity', 'levelname', 'log.level', 'lvl', '@l'].some((name) => name in members);
}

function aroundOf(members: Members, lineName: string | undefined): Members {
  const around: Members = {};
  for (const [name, value] of Object.entries(members)) {
    if (name === lineName) continue;
    if (lineName !== undefined || AROUND.includes(name)) around[name] = value;
  }
  const look = new ForeignMembers(members);
  const service = appLabel(members) ?? textAt(look, CONTAINER_NAMES);
  if (service !== undefined) around['service'] ??= service.replace(/^\//, '');
  const node = textAt(look, NODES);
  if (node !== undefined) around['host'] = node;
  return around;
}

function appLabel({ kubernetes }: Members): string | undefined {
  if (!isObject(kubernetes)) return undefined;
  const labels = kubernetes['labels'] ?? kubernetes['pod_labels'];
  if (!isObject(labels)) return undefined;
  return textAt(new ForeignMembers(labels), APP_LABELS);
}

function textAt(members: ForeignMembers, paths: readonly string[]): string | undefined {
  return paths
    .map((path) => members.peek(path))
    .find((value): value is string => typeof value === 'string' && value !== '');
}

function sourceOf(members: Members): string {
  const look = new ForeignMembers(members);
  const parts = ['kubernetes.namespace_name', 'kubernetes.pod_name', 'kubernetes.pod.name', ...CONTAINER_NAMES, 'container_id', 'docker.container_id', 'stream', 'source', 'file', 'partial_id']; // prettier-ignore
  return parts
    .map((path) => look.peek(path))
    .filter((part) => typeof part === 'string')
    .join('/');
}

function isPartial(members: Members, line: string): boolean {
  const tag = members['logtag'] ?? members['_p'];
  if (typeof tag === 'string') return tag === 'P';
  if (isTrue(members['partial_message'])) return !isTrue(members['partial_last']);
  return !line.endsWith('\n') && Buffer.byteLength(line) >= DOCKER_PART_BYTES && 'log' in members;
}

function isTrue(value: JsonValue | undefined): boolean {
  return value === true || value === 'true';
}
