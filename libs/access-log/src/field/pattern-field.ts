import { timePattern } from '../time/time-pattern.js';
import type { FieldSetter } from './field-setters.js';
import { field, type FieldPart } from './format-part.js';

/**
 * A field whose text is a date, a time or both by a pattern of strptime. A date and a time that stand in two fields come together in the draft.
 *
 * @throws RangeError when the pattern has a conversion that nobody knows
 */
export function patternField(pattern: string): FieldSetter {
  const read = timePattern(pattern);
  return (draft, value, { settings }) => {
    const parts = read(value);
    if (parts === undefined) return false;
    const { epoch, date, time, offset } = parts;
    if (epoch !== undefined) return draft.setTime(epoch);
    if (date !== undefined && time !== undefined) {
      return draft.setTime(offset === undefined ? settings.clock.resolve(date + time) : date + time - offset);
    }
    if (date !== undefined) draft.localDate = date;
    if (time !== undefined) draft.localTime = time;
    return true;
  };
}

/** The same as part of a format string, in which the text before the next literal can hold the pattern's own spaces. */
export function patternPart(pattern: string): FieldPart {
  const innerSpaces = pattern.replaceAll('%c', '%a %b %e %T %Y').split(' ').length - 1;
  return { ...field(patternField(pattern), 'text', 'bad_time'), innerSpaces };
}
