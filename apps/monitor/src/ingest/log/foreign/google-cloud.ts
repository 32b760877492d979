import { isObject, type Members } from './foreign-members.js';
import { without } from './layout.js';
import { looksLikeStack } from './stack-headline.js';

const PREFIX = 'logging.googleapis.com/';
/** Labels of a resource that name what runs there. */
const RESOURCE_SERVICES = ['service_name', 'container_name', 'function_name', 'module_id', 'job_name'];

/** Structured logging of Google Cloud: the stack stands at the end of the message, because Error Reporting wants it there. */
export function readGoogleMessage(members: Members): Members | undefined {
  const isGoogle = Object.keys(members).some((name) => name.startsWith(PREFIX)) || 'serviceContext' in members;
  if (!isGoogle) return undefined;
  const read = traceOf(without(members, `${PREFIX}trace_sampled`, `${PREFIX}insertId`, `${PREFIX}diagnostic`));
  const { message } = read;
  if (typeof message !== 'string' || !looksLikeStack(message)) return read;
  const start = /(?:\n|^)Traceback \(most recent call last\):/.exec(message);
  if (start === null || start.index === 0) return read;
  return { ...read, message: message.slice(0, start.index), stack_trace: message.slice(start.index).trim() };
}

function traceOf(members: Members): Members {
  const read: Members = { ...members };
  for (const [name, plain] of [
    [`${PREFIX}trace`, 'traceId'],
    [`${PREFIX}spanId`, 'spanId'],
  ] as const) {
    const value = read[name];
    delete read[name];
    if (typeof value === 'string' && value !== '') read[plain] = value.replace(/^projects\/.*\/traces\//, '');
  }
  return read;
}

/**
 * A LogEntry as Cloud Logging exports it: the record in `jsonPayload`, or its text in `textPayload`.
 *
 * @returns the record within and what stands around it; undefined when it is no LogEntry
 */
export function unwrapLogEntry(members: Members): { inner: Members | string; around: Members } | undefined {
  const {
    jsonPayload,
    textPayload,
    resource,
    trace,
    logName,
    receiveTimestamp: _received,
    insertId: _id,
    ...rest
  } = members;
  const inner = isObject(jsonPayload) ? jsonPayload : textPayload;
  if (inner === undefined || inner === null || (typeof inner !== 'object' && typeof inner !== 'string'))
    return undefined;
  if (typeof logName !== 'string' && !isObject(resource)) return undefined;
  const around: Members = { ...rest, logName: logName ?? null, resource: resource ?? null };
  if (typeof trace === 'string') around['traceId'] = trace.replace(/^projects\/.*\/traces\//, '');
  const labels = isObject(resource) && isObject(resource['labels']) ? resource['labels'] : {};
  const service = RESOURCE_SERVICES.map((name) => labels[name]).find((name) => typeof name === 'string');
  if (service !== undefined) around['service'] = service;
  return { inner: inner as Members | string, around };
}
