import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { attributeField } from '../field/field-setters.js';
import { isJsonObject, type JsonObject, readJsonLine } from '../json/read-json-line.js';
import { scalarText } from '../json/json-members.js';
import { field, type FieldPart, type FormatPart } from '../field/format-part.js';
import { LogFormatError } from './log-format-error.js';

/** The fields of a JSON format by key, as deep as the format is nested. */
interface Template {
  readonly fields: ReadonlyMap<string, FieldPart>;
  readonly nested: ReadonlyMap<string, Template>;
}

const MAX_DEPTH = 8;

/**
 * Makes a parser of a format string that is JSON: each key whose value is one variable gives that variable's field. Keys that the line has beyond
 * the format become attributes.
 *
 * @param mark character with which variables begin; unquoted ones are allowed
 * @param fieldOf the field of a string value, undefined when it is more than one variable
 * @throws LogFormatError when the format is no JSON even after its variables are quoted
 */
export function jsonTemplateFormat(
  name: string,
  format: string,
  mark: string,
  fieldOf: (leaf: string) => FormatPart | undefined,
): LogFormat {
  const template = readTemplate(parseTemplate(format, mark), fieldOf, 0);
  const parse = (line: string, context: LineContext): FormatResult => {
    const read = readJsonLine(line);
    if (read === undefined) return line.startsWith('{') ? 'bad_json' : 'format_mismatch';
    const draft = new AccessDraft(false);
    if (read.repaired) draft.flag('repaired_json');
    const failed = apply(template, read.object, draft, context, 0);
    if (failed !== undefined) return failed.reason;
    const saysNothing =
      draft.status === undefined &&
      draft.request === undefined &&
      draft.method === undefined &&
      draft.target === undefined;
    return saysNothing && draft.path === undefined ? 'not_a_request' : finishAccess(draft, context);
  };
  return { name, kind: 'access', parse };
}

function parseTemplate(format: string, mark: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(quoteVariables(format, mark));
    if (isJsonObject(parsed)) return parsed;
  } catch (cause) {
    throw new LogFormatError(`the format begins like JSON and is none: ${(cause as Error).message}`);
  }
  throw new LogFormatError('the format begins like JSON and is no object');
}

/** Puts quotes around the variables that stand outside of strings. */
function quoteVariables(format: string, mark: string): string {
  const variable = mark === '$' ? /\$(?:\{\w+\}|\w+)/y : /%[^\s,"]*?[A-Za-z](?=\s*[,}\]])/y;
  let quoted = '';
  let isInString = false;
  for (let at = 0; at < format.length;) {
    variable.lastIndex = at;
    const match = isInString ? null : variable.exec(format);
    const character = format.charAt(at);
    const piece = match === null ? (isInString && character === '\\' ? format.slice(at, at + 2) : character) : match[0];
    if (piece === '"') isInString = !isInString;
    quoted += match === null ? piece : `"${piece}"`;
    at += piece.length;
  }
  return quoted;
}

function readTemplate(object: JsonObject, fieldOf: (leaf: string) => FormatPart | undefined, depth: number): Template {
  if (depth > MAX_DEPTH) throw new LogFormatError(`the format is nested deeper than ${MAX_DEPTH} levels`);
  const fields = new Map<string, FieldPart>();
  const nested = new Map<string, Template>();
  for (const [key, value] of Object.entries(object)) {
    const leaf: unknown = Array.isArray(value) ? value[0] : value;
    if (isJsonObject(leaf)) nested.set(key, readTemplate(leaf, fieldOf, depth + 1));
    if (typeof leaf !== 'string') continue;
    const part = fieldOf(leaf);
    fields.set(key, typeof part === 'object' ? part : field(attributeField(key)));
  }
  return { fields, nested };
}

function apply(
  template: Template,
  object: JsonObject,
  draft: AccessDraft,
  context: LineContext,
  depth: number,
): FieldPart | undefined {
  for (const key of Object.keys(object)) {
    const value = object[key];
    const below = template.nested.get(key);
    if (below !== undefined && isJsonObject(value) && depth <= MAX_DEPTH) {
      const failed = apply(below, value, draft, context, depth + 1);
      if (failed !== undefined) return failed;
      continue;
    }
    const text = scalarText(Array.isArray(value) ? value[0] : value);
    if (text === undefined) continue;
    const part = template.fields.get(key);
    if (part === undefined) draft.setAttribute(key, text, context.settings.maxAttributes);
    else if (text !== '' && text !== '-' && !part.set(draft, text, context)) return part;
  }
  return undefined;
}
