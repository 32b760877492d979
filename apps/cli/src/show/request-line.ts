import type { AccessRequest } from '@log-monitor/monitor-api';
import { styleText } from 'node:util';
import { plainText } from './plain-text.js';

/** A request to a web server as a line; the line as it came where it names no path. */
export function requestLine(request: AccessRequest, color: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(style, text) : text;
  const { time, status, method, path, host, source, durationMs, requestId, line, id } = request;
  const asked = path === null ? line : [method, path].filter((part) => part !== null).join(' ');
  const style = (status ?? 0) >= 400 ? 'red' : 'cyan';
  return [
    paint('gray', plainText(time)),
    paint(style, String(status ?? 'none')),
    paint('bold', plainText(host ?? source)),
    ...(requestId === null ? [] : [paint('gray', `[${plainText(requestId)}]`)]),
    plainText(asked),
    ...(durationMs === null ? [] : [`${durationMs} ms`]),
    paint('gray', `{${plainText(id)}}`),
  ].join(' ');
}
