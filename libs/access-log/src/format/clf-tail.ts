import type { AccessDraft } from '../record/access-draft.js';
import {
  closingQuote,
  closingRawQuote,
  FOLLOWED_BY_END,
  FOLLOWED_BY_NUMBER,
  FOLLOWED_BY_QUOTE,
  FOLLOWED_BY_SPACE,
} from '../text/quoted-field.js';

const QUOTE = 34;

/**
 * Reads ` "referrer" "user agent"` at `from`.
 *
 * @returns index after the closing quote, -1 when they are not there
 */
export function readReferrerAndAgent(line: string, from: number, draft: AccessDraft): number {
  if (line.charCodeAt(from + 1) !== QUOTE || line.charCodeAt(from) !== 32) return -1;
  const referrer = from + 2;
  const referrerEnd = fieldEnd(line, referrer, FOLLOWED_BY_QUOTE);
  if (referrerEnd === -1) return -1;
  draft.referrer = line.slice(referrer, referrerEnd);
  const agent = referrerEnd + 3;
  const agentEnd = fieldEnd(line, agent, FOLLOWED_BY_END | FOLLOWED_BY_QUOTE | FOLLOWED_BY_NUMBER);
  if (agentEnd === -1) return readBrokenAgent(line, agent, draft);
  draft.userAgent = line.slice(agent, agentEnd);
  return agentEnd + 1;
}

/**
 * The agent's field is followed by something that no server writes there: the first quote before a space is the best guess. Without any quote the
 * line has been cut inside the field.
 */
function readBrokenAgent(line: string, agent: number, draft: AccessDraft): number {
  let end = fieldEnd(line, agent, FOLLOWED_BY_SPACE);
  if (end === -1) {
    if (line.includes('"', agent)) return -1;
    draft.flag('cut');
    end = line.length;
  }
  draft.userAgent = line.slice(agent, end);
  return end + 1;
}

/** Reads ` "field"` at `from`. Returns undefined when it is not there. */
export function readQuotedField(line: string, from: number): { value: string; end: number } | undefined {
  if (line.charCodeAt(from) !== 32 || line.charCodeAt(from + 1) !== QUOTE) return undefined;
  const end = fieldEnd(line, from + 2, FOLLOWED_BY_END | FOLLOWED_BY_SPACE);
  return end === -1 ? undefined : { value: line.slice(from + 2, end), end: end + 1 };
}

function fieldEnd(line: string, from: number, followedBy: number): number {
  const end = closingQuote(line, from, followedBy);
  return end === -1 ? closingRawQuote(line, from, followedBy) : end;
}
