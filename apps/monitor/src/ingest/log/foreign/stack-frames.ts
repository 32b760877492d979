import type { JsonValue } from '@log-monitor/log-record';
import { isObject, type Members } from './foreign-members.js';

const MAX_FRAMES = 1000;

/**
 * The text of a stack from what loggers write: text, a list of lines, or a list of frames as objects (log4j2, logback, JBoss,
 * structlog, zerolog).
 *
 * @param headline `type: message`, put before frames of Java, which do not have it
 * @returns undefined when it is no stack
 */
export function stackText(value: JsonValue | undefined, headline = ''): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (!Array.isArray(value) || value.length === 0) return undefined;
  if (value.every((line) => typeof line === 'string')) return value.join('\n');
  const frames = value.slice(0, MAX_FRAMES).filter(isObject);
  if (frames.length === 0) return undefined;
  const lines = frames.map(frameLine);
  return (headline === '' || !lines[0]?.startsWith('\tat ') ? lines : [headline, ...lines]).join('\n');
}

function frameLine(frame: Members): string {
  const text = (...names: string[]): string => {
    const value = names.map((name) => frame[name]).find((part) => typeof part === 'string' || typeof part === 'number');
    return value === undefined ? '' : String(value);
  };
  const file = text('file', 'fileName', 'filename', 'source');
  const line = text('line', 'lineNumber', 'lineno');
  const type = text('class', 'className', 'declaringClass');
  if (type !== '') return `\tat ${type}.${text('method', 'methodName')}(${file === '' ? type : file}:${line})`;
  const name = text('name', 'function', 'func');
  if ('source' in frame) return `${name}\n\t${file}:${line}`;
  return file === '' ? JSON.stringify(frame) : `  File "${file}", line ${line}, in ${name}`;
}
