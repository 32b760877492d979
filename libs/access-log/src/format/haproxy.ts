import { splitBarePort } from '../address/address-text.js';
import { clfTimeField, countField, durationField, statusField } from '../field/field-setters.js';
import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import { keepExtra } from '../record/keep-extra.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { clfFormat } from './clf-format.js';
import { readReferrerAndAgent } from './clf-tail.js';

const milliseconds = durationField('durationMs', 1);
const upstreamMilliseconds = durationField('upstreamMs', 1);
const responseSize = countField('responseSize');

/** Client, time, frontend, backend, server, five times in ms, status, bytes, cookies, state, connections, queues, captured headers, request. */
const HTTP_LINE =
  /^(\S+:\d{1,5}) \[([^\]]{20,40})\] (\S+) ([^\s/]+)\/(\S+) -?\d+\/-?\d+\/-?\d+\/(-?\d+)\/\+?(-?\d+) (-?\d{1,3}) \+?(\d+) (\S+) (\S+) (\S{4}) \d+\/\d+\/\d+\/\d+\/\+?\d+ \d+\/\d+(?: \{([^}]*)\})?(?: \{([^}]*)\})? "([^"]*)("?)/;

/** HAProxy's `option httplog` (configuration manual 8.2.3). Its time has no zone. */
export const haproxy: LogFormat = { name: 'haproxy', kind: 'access', parse: parseHttp };

function parseHttp(line: string, context: LineContext): FormatResult {
  const match = HTTP_LINE.exec(line);
  if (match === null) return 'format_mismatch';
  const [whole, client = '', time = '', frontend = '', backend = '', server = '', answer = '', total = ''] = match;
  const [status = '', bytes = '', , , state = '', requestCaptures = '', responseCaptures = '', request = '', end] =
    match.slice(8);
  const draft = new AccessDraft(false);
  if (!clfTimeField(draft, time, context)) return 'bad_time';
  if (!statusField(draft, status, context)) return 'bad_status';
  draft.peer = splitBarePort(client).address;
  milliseconds(draft, total, context);
  if (!answer.startsWith('-')) upstreamMilliseconds(draft, answer, context);
  responseSize(draft, bytes, context);
  if (request !== '<BADREQ>') draft.request = request;
  if (end === '') draft.flag('cut');
  setPlace(draft, context, { frontend, backend, server, state });
  draft.setAttribute('captured_request', requestCaptures, context.settings.maxAttributes);
  draft.setAttribute('captured_response', responseCaptures, context.settings.maxAttributes);
  keepExtra(line, whole.length, draft, context);
  return finishAccess(draft, context);
}

/** Port, milliseconds of the second, frontend, backend, server, five times, state. */
const CLF_REST =
  /^ \d{1,5} \d{1,3} "([^"]*)" "([^"]*)" "([^"]*)" -?\d+ -?\d+ -?\d+ (-?\d+) \+?(-?\d+) (\S{4}) \d+ \d+ \d+ \d+ \+?\d+ \d+ \d+/;

/** HAProxy's `option httplog clf`: its size is that of the whole response. */
export const haproxyClf = clfFormat('haproxy-clf', (line, from, draft, context) => {
  const agentEnd = readReferrerAndAgent(line, from, draft);
  const rest = agentEnd === -1 ? null : CLF_REST.exec(line.slice(agentEnd));
  if (rest === null) return -1;
  const [whole, frontend = '', backend = '', server = '', answer = '', total = '', state = ''] = rest;
  draft.responseSize = draft.bodySize;
  draft.bodySize = undefined;
  if (draft.request === '<BADREQ>') draft.request = undefined;
  milliseconds(draft, total, context);
  if (!answer.startsWith('-')) upstreamMilliseconds(draft, answer, context);
  setPlace(draft, context, { frontend, backend, server, state });
  draft.setAttribute('captured', line.slice(agentEnd + whole.length).trim(), context.settings.maxAttributes);
  return line.length;
});

function setPlace(draft: AccessDraft, { settings }: LineContext, place: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(place)) draft.setAttribute(name, value, settings.maxAttributes);
}
