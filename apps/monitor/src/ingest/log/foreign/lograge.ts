import type { Members } from './foreign-members.js';

/** lograge (Rails): a request without a level, and often without a message. */
export function readLograge(members: Members): Members | undefined {
  const { controller, action, method, path, status } = members;
  if (typeof controller !== 'string' || typeof action !== 'string' || typeof status !== 'number') return undefined;
  if (typeof method !== 'string' || typeof path !== 'string') return undefined;
  const message = `[${status}] ${method} ${path} (${controller}#${action})`;
  return { message, level: status >= 500 ? 'ERROR' : 'INFO', ...members };
}
