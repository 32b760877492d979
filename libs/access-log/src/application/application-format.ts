import type { UnparsedReason } from '@log-monitor/access-record';
import {
  clfTimeField,
  countField,
  type FieldSetter,
  isoTimeField,
  statusField,
  textField,
} from '../field/field-setters.js';
import { patternField } from '../field/pattern-field.js';
import { spanField } from '../field/span-field.js';
import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';

/** What the named groups of a pattern put into the draft. */
const SETTER_BY_GROUP: Readonly<Record<string, FieldSetter>> = {
  peer: textField('peer'),
  forwarded: textField('forwardedFor'),
  user: textField('user'),
  method: textField('method'),
  target: textField('target'),
  request: textField('request'),
  protocol: textField('protocol'),
  version: (draft, value) => {
    draft.protocol = `HTTP/${value}`;
    return true;
  },
  status: statusField,
  size: countField('bodySize'),
  responseSize: countField('responseSize'),
  referrer: textField('referrer'),
  agent: textField('userAgent'),
  requestId: textField('requestId'),
  span: spanField('ms'),
  clfTime: clfTimeField,
  isoTime: isoTimeField,
  ginTime: patternField('%Y/%m/%d - %T'),
  cTime: patternField('%a %b %e %T %Y'),
  tornadoTime: patternField('%y%m%d %T'),
};

const REASON_BY_GROUP: Readonly<Record<string, UnparsedReason>> = { status: 'bad_status' };

/** What a framework writes. */
interface ApplicationLines {
  readonly name: string;
  /** Anchored at both ends; each works in time linear in the line's length. Groups are named as in {@link SETTER_BY_GROUP}; others become attributes. */
  readonly patterns: readonly RegExp[];
  /** Lines that it writes between those of requests. */
  readonly between?: RegExp;
  /** True when quotes and control characters are escaped with backslashes. */
  readonly hasEscapes?: boolean;
}

/** The lines of an application framework that logs its own requests. */
export function applicationFormat({ name, patterns, between, hasEscapes = false }: ApplicationLines): LogFormat {
  const parse = (line: string, context: LineContext): FormatResult => {
    for (const pattern of patterns) {
      const groups = pattern.exec(line)?.groups;
      if (groups === undefined) continue;
      const draft = new AccessDraft(hasEscapes);
      return fill(draft, groups, context) ?? finishAccess(draft, context);
    }
    return between?.test(line) === true ? 'not_a_request' : 'format_mismatch';
  };
  return { name, kind: 'access', parse };
}

function fill(
  draft: AccessDraft,
  groups: Readonly<Record<string, string | undefined>>,
  context: LineContext,
): UnparsedReason | undefined {
  for (const [group, value] of Object.entries(groups)) {
    if (value === undefined) continue;
    const set = SETTER_BY_GROUP[group];
    if (set === undefined) draft.setAttribute(group, value, context.settings.maxAttributes);
    else if (!set(draft, value, context))
      return group.endsWith('Time') ? 'bad_time' : (REASON_BY_GROUP[group] ?? 'format_mismatch');
  }
  return undefined;
}
