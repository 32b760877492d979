import { isObject, type Members } from './foreign-members.js';
import { without } from './layout.js';

/** log4js's LoggingEvent: the arguments of the call in `data`. */
export function readLog4js(members: Members): Members | undefined {
  const { categoryName, data, startTime } = members;
  if (typeof categoryName !== 'string' || !Array.isArray(data) || startTime === undefined) return undefined;
  const read = without(members, 'categoryName', 'data', 'startTime');
  const error = data.filter(isObject).find((value) => 'stack' in value);
  const texts = data
    .filter((value) => value !== error)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return { ...read, timestamp: startTime, logger: categoryName, message: texts.join(' '), ...(error && { error }) };
}
