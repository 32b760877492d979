import { type Level, levelFromName } from '@log-monitor/log-record';

/** @returns undefined when it is no level of nginx, Apache or Visor's generator */
export function errorLevel(word: string): Level | undefined {
  return /^trace[1-8]$/i.test(word) ? 'DEBUG' : levelFromName(word);
}
