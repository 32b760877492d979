import type { UnparsedReason } from '@log-monitor/access-record';
import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import { keepExtra } from '../record/keep-extra.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { BAD_STATUS, BAD_TIME, HEARTBEAT, readClfHead } from './clf-head.js';

/** Reads what a format has before the shared head. Returns the head's begin, -1 when it is not there. */
type ReadStart = (line: string, draft: AccessDraft) => number;

/** Reads what a format has after the shared head. Returns the index after its last field, -1 when it is not there. */
type ReadRest = (line: string, from: number, draft: AccessDraft, context: LineContext) => number;

const atLineStart: ReadStart = () => 0;

/** A relative of the common log format, made of its own parts around the shared head. */
export function clfFormat(name: string, readRest: ReadRest, readStart: ReadStart = atLineStart): LogFormat {
  const parse = (line: string, context: LineContext): FormatResult => {
    const draft = new AccessDraft(true);
    const start = readStart(line, draft);
    if (start === -1) return 'format_mismatch';
    const head = readClfHead(line, start, draft, context);
    if (head === HEARTBEAT) return { kind: 'heartbeat', timestamp: draft.timestamp };
    if (head < 0) return reasonOf(head);
    const end = readRest(line, head, draft, context);
    if (end === -1) return 'format_mismatch';
    if (end < line.length) keepExtra(line, end, draft, context);
    return finishAccess(draft, context);
  };
  return { name, kind: 'access', parse };
}

function reasonOf(head: number): UnparsedReason {
  if (head === BAD_TIME) return 'bad_time';
  return head === BAD_STATUS ? 'bad_status' : 'format_mismatch';
}
