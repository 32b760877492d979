import { toMs } from '../request/upstream-list.js';
import { readDecimal } from '../text/read-number.js';
import { readTimeSpan } from '../time/time-span.js';
import type { FieldSetter } from './field-setters.js';

const MS_BY_UNIT = { ns: 1e-6, ms: 1, s: 1e3 };

/**
 * A duration that may name its unit.
 *
 * @param unit of a bare number
 */
export function spanField(unit: 'ns' | 'ms' | 's'): FieldSetter {
  return (draft, value) => {
    const span = readTimeSpan(value);
    const number = span === undefined ? readDecimal(value) : span;
    if (Number.isNaN(number)) return false;
    draft.durationMs = number === undefined || span !== undefined ? number : toMs((number * MS_BY_UNIT[unit]) / 1000);
    return true;
  };
}
