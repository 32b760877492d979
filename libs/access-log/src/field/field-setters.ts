import type { AccessDraft } from '../record/access-draft.js';
import type { LineContext } from '../record/log-format.js';
import { toMs } from '../request/upstream-list.js';
import { isNumberOutOfRange, readCount, readDecimal } from '../text/read-number.js';
import { readClfTime } from '../time/clf-time.js';
import { readIsoTime } from '../time/iso-time.js';
import { readStatus } from './read-status.js';

/** Puts a value of a line into the draft. Returns false when the value cannot be of that field, so that the line is not of that format. */
export type FieldSetter = (draft: AccessDraft, value: string, context: LineContext) => boolean;

type TextMember =
  | 'peer'
  | 'forwardedFor'
  | 'user'
  | 'request'
  | 'method'
  | 'target'
  | 'path'
  | 'query'
  | 'protocol'
  | 'scheme'
  | 'referrer'
  | 'userAgent'
  | 'host'
  | 'serverName'
  | 'contentType'
  | 'upstreamAddresses'
  | 'upstreamStatuses'
  | 'upstreamTimes'
  | 'upstreamLengths'
  | 'requestId'
  | 'traceId'
  | 'spanId';

type CountMember = 'bodySize' | 'responseSize' | 'requestSize' | 'grpcStatus' | 'serverPort';

export function textField(member: TextMember): FieldSetter {
  return (draft, value) => {
    draft[member] = value;
    return true;
  };
}

export function countField(member: CountMember): FieldSetter {
  return (draft, value) => {
    const count = readCount(value);
    if (Number.isNaN(count)) return false;
    if (count === undefined && isNumberOutOfRange(value)) draft.flag('number_out_of_range');
    draft[member] = count;
    return true;
  };
}

/** @param perMs units in a millisecond: 0.001 for seconds, 1,000 for microseconds */
export function durationField(member: 'durationMs' | 'upstreamMs', perMs: number): FieldSetter {
  return (draft, value) => {
    const duration = readDecimal(value);
    if (Number.isNaN(duration)) return false;
    draft[member] = duration === undefined ? undefined : toMs(duration / perMs / 1000);
    return true;
  };
}

export const statusField: FieldSetter = (draft, value) => {
  draft.status = readStatus(value);
  return !Number.isNaN(draft.status);
};

export const clfTimeField: FieldSetter = (draft, value, { settings }) =>
  draft.setTime(
    readClfTime(
      value,
      value.startsWith('[') ? 1 : 0,
      value.endsWith(']') ? value.length - 1 : value.length,
      settings.clock,
    ),
  );

export const isoTimeField: FieldSetter = (draft, value, { settings }) =>
  draft.setTime(readIsoTime(value, 0, value.length, settings.clock));

/** @param perMs units in a millisecond */
export function epochField(perMs: number): FieldSetter {
  return (draft, value) => {
    const epoch = readDecimal(value);
    return draft.setTime(epoch === undefined || Number.isNaN(epoch) ? undefined : toMs(epoch / perMs / 1000));
  };
}

/** traceparent of W3C Trace Context: version, trace id, span id, flags. */
export const traceparentField: FieldSetter = (draft, value) => {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(value);
  draft.traceId = match?.[1];
  draft.spanId = match?.[2];
  return true;
};

export function attributeField(name: string): FieldSetter {
  return (draft, value, { settings }) => {
    draft.setAttribute(name, value, settings.maxAttributes);
    return true;
  };
}

export const ignoredField: FieldSetter = () => true;
