import type { UnparsedReason } from '@log-monitor/access-record';
import type { FieldSetter } from './field-setters.js';

/**
 * What the values of a field look like. `text` holds anything, `token` no spaces, `number` begins with a digit or `-`, and `list` is of tokens with
 * `, ` or ` : ` between them.
 */
export type FieldShape = 'text' | 'token' | 'number' | 'list';

/** A field of a format string. */
export interface FieldPart {
  readonly set: FieldSetter;
  readonly shape: FieldShape;
  /** Why a line is not read when the value cannot be of this field. */
  readonly reason: UnparsedReason;
  /** True when spaces before the value only fill the column. */
  readonly isPadded?: boolean;
  /** Spaces inside the value, where its pattern has some. */
  readonly innerSpaces?: number;
}

/** A format string is literal text with fields between. */
export type FormatPart = string | FieldPart;

export function field(
  set: FieldSetter,
  shape: FieldShape = 'text',
  reason: UnparsedReason = 'format_mismatch',
): FieldPart {
  return { set, shape, reason };
}
