import type { AccessRequest } from '@log-monitor/monitor-api';

/** `GET /orders/17`; the line itself where it names no path. */
export function requestText({ method, path, line }: AccessRequest): string {
  return path === null ? line : [method, path].filter((part) => part !== null).join(' ');
}
