import type { UnparsedReason } from '@log-monitor/access-record';
import { AccessDraft } from '../record/access-draft.js';
import { finishAccess } from '../record/finish-access.js';
import type { FormatResult, LineContext, LogFormat } from '../record/log-format.js';
import { type JsonObject, readJsonLine } from './read-json-line.js';

/** One way to describe a request in JSON. */
export interface JsonShape {
  readonly name: string;
  /** True when the members are those of this shape. */
  readonly fits: (object: JsonObject) => boolean;
  /** Puts the members into the draft. Returns why it cannot. */
  readonly fill: (object: JsonObject, draft: AccessDraft, context: LineContext) => UnparsedReason | undefined;
}

/** A format whose lines are JSON of one of the shapes; the first one that fits reads the line. */
export function jsonFormat(name: string, shapes: readonly JsonShape[]): LogFormat {
  const parse = (line: string, context: LineContext): FormatResult => {
    const read = readJsonLine(line);
    if (read === undefined) return line.startsWith('{') ? 'bad_json' : 'format_mismatch';
    return readShape(read.object, read.repaired, shapes, context);
  };
  return { name, kind: 'access', parse };
}

/** Reads an object that has been parsed already. */
function readShape(
  object: JsonObject,
  repaired: boolean,
  shapes: readonly JsonShape[],
  context: LineContext,
): FormatResult {
  const shape = shapes.find(({ fits }) => fits(object));
  if (shape === undefined) return 'not_a_request';
  const draft = new AccessDraft(false);
  if (repaired) draft.flag('repaired_json');
  return shape.fill(object, draft, context) ?? finishAccess(draft, context);
}
