import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import { keepExtra } from '../record/keep-extra.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { listEnd } from '../text/list-field.js';
import { isEscaped } from '../text/quoted-field.js';
import type { FieldPart, FieldShape, FormatPart } from '../field/format-part.js';
import { LogFormatError } from './log-format-error.js';

/** A field and the literal text after it, which ends it. */
interface Step {
  readonly field: FieldPart;
  readonly literal: string;
  readonly isQuoted: boolean;
  /** True when a number must follow the literal, so that the same text inside the field does not end it. */
  readonly beforeNumber: boolean;
}

const MAX_FIELDS = 100;

/**
 * Makes a parser of the parts of a format string. Each field is found by the literal text after it, in one pass from left to right, so that the work
 * is linear in the line's length.
 *
 * @throws LogFormatError when two fields stand side by side, since nothing says where the first one ends
 */
export function textFormat(name: string, parts: readonly FormatPart[], hasEscapes = true): LogFormat {
  const { lead, steps } = planSteps(mergeLiterals(parts));
  if (steps.length === 0) throw new LogFormatError('the format has no field');
  if (steps.length > MAX_FIELDS) throw new LogFormatError(`the format has more than ${MAX_FIELDS} fields`);
  const parse = (line: string, context: LineContext): FormatResult => {
    if (!line.startsWith(lead)) return 'format_mismatch';
    const draft = new AccessDraft(hasEscapes);
    let at = lead.length;
    for (const step of steps) {
      if (step.field.isPadded === true) while (line.charCodeAt(at) === 32) at += 1;
      const end = fieldEnd(line, at, step, draft);
      if (end === -1 || !hasShape(line, at, end, step.field.shape)) return 'format_mismatch';
      if (!step.field.set(draft, line.slice(at, end), context)) return step.field.reason;
      at = afterLiteral(line, at, end, step.literal);
    }
    if (draft.status === undefined && (draft.request === 'HEARTBEAT' || draft.request === 'HEARBEAT')) {
      return { kind: 'heartbeat', timestamp: draft.timestamp };
    }
    if (at < line.length) keepExtra(line, at, draft, context);
    return finishAccess(draft, context);
  };
  return { name, kind: 'access', isLoose: true, parse };
}

function mergeLiterals(parts: readonly FormatPart[]): FormatPart[] {
  const merged: FormatPart[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  return merged;
}

function planSteps(parts: readonly FormatPart[]): { lead: string; steps: Step[] } {
  const lead = typeof parts[0] === 'string' ? parts[0] : '';
  const steps: Step[] = [];
  let before = lead;
  for (let index = lead === '' ? 0 : 1; index < parts.length; index += 2) {
    const part = parts[index];
    const literal = parts[index + 1] ?? '';
    const next = parts[index + 2];
    if (typeof part === 'string' || part === undefined) break;
    if (typeof literal !== 'string')
      throw new LogFormatError(`fields ${steps.length + 1} and ${steps.length + 2} have nothing between them`);
    const beforeNumber = typeof next === 'object' && next.shape === 'number';
    steps.push({ field: part, literal, isQuoted: before.endsWith('"') && literal.startsWith('"'), beforeNumber });
    before = literal;
  }
  return { lead, steps };
}

function fieldEnd(line: string, at: number, step: Step, draft: AccessDraft): number {
  const { literal, field } = step;
  if (literal === '') return lastFieldEnd(line, at, field);
  if (step.isQuoted) return quotedEnd(line, at, step, draft);
  if (isMissing(line, at, literal)) return at;
  if (literal === ' ' && field.shape === 'list') {
    const end = listEnd(line, at);
    return end < line.length ? end : -1;
  }
  return line.indexOf(literal, afterSpaces(line, at, field.innerSpaces ?? 0));
}

function afterSpaces(line: string, at: number, count: number): number {
  let after = at;
  for (let space = 0; space < count; space += 1) after = line.indexOf(' ', after) + 1 || line.length;
  return after;
}

function lastFieldEnd(line: string, at: number, field: FieldPart): number {
  if (field.shape === 'text') return line.length;
  if (field.shape === 'list') return listEnd(line, at);
  const space = line.indexOf(' ', at);
  return space === -1 ? line.length : space;
}

function quotedEnd(line: string, at: number, step: Step, draft: AccessDraft): number {
  const { literal } = step;
  let fallback = -1;
  for (let end = line.indexOf(literal, at); end !== -1; end = line.indexOf(literal, end + 1)) {
    const after = line.charCodeAt(end + literal.length);
    const fits =
      literal === '"'
        ? Number.isNaN(after) || after === 32
        : !step.beforeNumber || after === 45 || (after >= 48 && after <= 57);
    if (!fits) continue;
    if (!isEscaped(line, end, at)) return end;
    if (fallback === -1) fallback = end;
  }
  if (fallback !== -1 || literal !== '"' || line.includes('"', at)) return fallback;
  draft.flag('cut');
  return line.length;
}

/** A value that must be one word, or one list, is not more than that. */
function hasShape(line: string, at: number, end: number, shape: FieldShape): boolean {
  if (shape === 'text') return true;
  const wordEnd = shape === 'list' ? listEnd(line, at) : line.indexOf(' ', at);
  return wordEnd === -1 || wordEnd >= end;
}

/** True when a field before a space is not there at all, its space neither: `- [` where the format says `- $remote_user [`. */
function isMissing(line: string, at: number, literal: string): boolean {
  return (
    literal.length > 1 &&
    literal.startsWith(' ') &&
    line.charCodeAt(at - 1) === 32 &&
    line.startsWith(literal.slice(1), at)
  );
}

function afterLiteral(line: string, at: number, end: number, literal: string): number {
  const isShort = end === at && !line.startsWith(literal, end);
  return Math.min(line.length, end + literal.length - (isShort ? 1 : 0));
}
