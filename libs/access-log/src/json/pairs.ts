import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { genericShape } from './generic-json.js';

/** Fewer pairs are some other text with `=` or `:` in it. */
const MIN_PAIRS = 3;
const MAX_PAIRS = 500;

const PAIR = /([A-Za-z_@][\w.@-]{0,99})=("[^"\\]*(?:\\.[^"\\]*)*"|[^\s"]*)(?:\s+|$)/y;

/** Heroku's router writes its time and name first: `2012-10-11T03:47:20+00:00 heroku[router]: at=info method=GET …`. */
const ROUTER_HEAD = /^(?:(\d{4}-\d\d-\d\dT\S{8,30}) )?\S{1,64}\[router\]: /;

/** Pairs of `key=value` (logfmt): Go's slog and logrus, Heroku's router. */
export const logfmt: LogFormat = { name: 'logfmt', kind: 'access', parse: parseLogfmt };

function parseLogfmt(line: string, context: LineContext): FormatResult {
  if (!line.includes('=')) return 'format_mismatch';
  const head = ROUTER_HEAD.exec(line);
  const object: Record<string, string> = Object.create(null) as Record<string, string>;
  if (head?.[1] !== undefined) object['time'] = head[1];
  PAIR.lastIndex = head?.[0].length ?? 0;
  let pairs = 0;
  for (let end = PAIR.lastIndex; end < line.length; end = PAIR.lastIndex) {
    const [, key = '', value = ''] = PAIR.exec(line) ?? [];
    if (key === '' || pairs >= MAX_PAIRS) return 'format_mismatch';
    object[key] = value.startsWith('"') ? unquoted(value) : value;
    pairs += 1;
  }
  // Its router has no other name for how long an answer took.
  if (head !== null && object['service'] !== undefined) object['response_time'] = object['service'];
  return pairs < MIN_PAIRS ? 'format_mismatch' : requestOf(object, context);
}

function unquoted(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    // Go quotes some bytes in ways that JSON has not.
    return value.slice(1, -1);
  }
}

/** Labeled tab-separated values (ltsv.org): `time:[10/Dec/2025:10:23:10 +0900]\thost:203.0.113.9\treq:GET / HTTP/1.1\tstatus:200`. */
export const ltsv: LogFormat = { name: 'ltsv', kind: 'access', parse: parseLtsv };

function parseLtsv(line: string, context: LineContext): FormatResult {
  const fields = line.split('\t', MAX_PAIRS);
  if (fields.length < MIN_PAIRS) return 'format_mismatch';
  const object: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const field of fields) {
    const colon = field.indexOf(':');
    if (colon < 1 || !/^[\w.-]{1,100}$/.test(field.slice(0, colon))) return 'format_mismatch';
    object[field.slice(0, colon)] = field.slice(colon + 1);
  }
  // There the host is the client, and `vhost` the host that was asked for.
  if (object['host'] !== undefined && object['remote_addr'] === undefined) {
    object['remote_addr'] = object['host'];
    delete object['host'];
  }
  const micros = Number(object['reqtime_microsec']);
  if (object['reqtime'] === undefined && micros >= 0) object['reqtime'] = String(micros / 1e6);
  return requestOf(object, context);
}

function requestOf(object: Readonly<Record<string, string>>, context: LineContext): FormatResult {
  const draft = new AccessDraft(false);
  return genericShape.fill(object, draft, context) ?? finishAccess(draft, context);
}
