import type { AccessDraft } from '../record/access-draft.js';
import type { LineContext } from '../record/log-format.js';
import { toMs } from '../request/upstream-list.js';
import { listEnd } from '../text/list-field.js';
import { readCount, readDecimal } from '../text/read-number.js';
import { clfFormat } from './clf-format.js';
import { readReferrerAndAgent } from './clf-tail.js';

/**
 * `upstreaminfo` of ingress-nginx: `combined` with `$request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name]
 * $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id`. Older versions lack the alternative name or the id.
 */
export const nginxIngress = clfFormat('ingress', (line, from, draft, context) => {
  const agentEnd = readReferrerAndAgent(line, from, draft);
  if (agentEnd === -1 || line.charCodeAt(agentEnd) !== 32) return -1;
  const lengthEnd = line.indexOf(' ', agentEnd + 1);
  const timeEnd = lengthEnd === -1 ? -1 : line.indexOf(' ', lengthEnd + 1);
  if (timeEnd === -1 || line.charCodeAt(timeEnd + 1) !== 91) return -1;
  draft.requestSize = readCount(line, agentEnd + 1, lengthEnd);
  const seconds = readDecimal(line.slice(lengthEnd + 1, timeEnd));
  if (Number.isNaN(draft.requestSize) || Number.isNaN(seconds)) return -1;
  draft.durationMs = seconds === undefined ? undefined : toMs(seconds);
  return readUpstreamFields(line, timeEnd + 1, draft, context);
});

function readUpstreamFields(line: string, from: number, draft: AccessDraft, context: LineContext): number {
  const limit = context.settings.maxAttributes;
  let end = line.indexOf(']', from);
  if (end === -1) return -1;
  draft.setAttribute('proxy_upstream_name', line.slice(from + 1, end), limit);
  if (line.startsWith(' [', end + 1) && !isBracketedAddress(line, end + 2)) {
    const begin = end + 3;
    end = line.indexOf(']', begin);
    if (end === -1) return -1;
    draft.setAttribute('proxy_alternative_upstream_name', line.slice(begin, end), limit);
  }
  const lists: string[] = [];
  let at = end + 2;
  while (at < line.length && lists.length < 5) {
    const listed = listEnd(line, at);
    lists.push(line.slice(at, listed));
    at = listed + 1;
  }
  const [addresses, lengths, times, statuses, requestId] = lists;
  if (statuses === undefined) return -1;
  draft.upstreamAddresses = addresses;
  draft.upstreamLengths = lengths;
  draft.upstreamTimes = times;
  draft.upstreamStatuses = statuses;
  draft.requestId = requestId;
  return Math.min(at - 1, line.length);
}

/** `[2001:db8::1]:80`, the address of an IPv6 upstream where an older version has no alternative name. */
function isBracketedAddress(line: string, bracket: number): boolean {
  const close = line.indexOf(']', bracket);
  return close !== -1 && line.charCodeAt(close + 1) === 58;
}
