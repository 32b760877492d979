import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { readRequestLine } from '../request/request-line.js';

const MAX_HEADERS = 200;

/** APISIX's `meta_format: origin`: the request itself as text, first line, headers, body. It says nothing about the answer nor the time. */
export const apisixOrigin: LogFormat = { name: 'apisix-origin', kind: 'access', parse };

function parse(message: string, context: LineContext): FormatResult {
  const firstEnd = message.indexOf('\n');
  if (firstEnd === -1) return 'format_mismatch';
  const request = withoutReturn(message.slice(0, firstEnd));
  if (readRequestLine(request).form !== 'whole') return 'format_mismatch';
  const draft = new AccessDraft(false);
  draft.request = request;
  let at = firstEnd + 1;
  for (let count = 0; count < MAX_HEADERS && at < message.length; count += 1) {
    const newline = message.indexOf('\n', at);
    const end = newline === -1 ? message.length : newline;
    const header = withoutReturn(message.slice(at, end));
    if (header === '') break;
    setHeader(draft, header);
    at = end + 1;
  }
  return finishAccess(draft, context);
}

function setHeader(draft: AccessDraft, header: string): void {
  const colon = header.indexOf(':');
  const value = header.slice(colon + 1).trim();
  switch (header.slice(0, colon).toLowerCase()) {
    case 'host':
      draft.host = value;
      break;
    case 'user-agent':
      draft.userAgent = value;
      break;
    case 'referer':
      draft.referrer = value;
      break;
    case 'x-forwarded-for':
      draft.forwardedFor = value;
      break;
    case 'x-forwarded-proto':
      draft.scheme = value;
      break;
    case 'x-request-id':
      draft.requestId = value;
      break;
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
