import type { HealthCheckRule, ProjectRule } from '@log-monitor/access-log';
import { isIP } from 'node:net';

/** A topic with lines of web servers. */
export interface AccessTopic {
  topic: string;
  /** Name or text of its lines' format; undefined: each source's format is found from its lines. */
  format: string | undefined;
}

/** Where the next item of the list begins. A format may have commas, but nothing in it looks like the name of a topic that an equals sign or a comma follows. */
const ITEM_BORDER = /,(?=\s*[a-zA-Z0-9._-]{1,249}\s*(?:[=,]|$))/;

/** Reads `web-logs,logging.kong=kong`. */
export function readAccessTopics(text: string): AccessTopic[] {
  if (text === 'off') return [];
  return text.split(ITEM_BORDER).map((item) => {
    const sign = item.indexOf('=');
    if (sign < 0) return { topic: item.trim(), format: undefined };
    return { topic: item.slice(0, sign).trim(), format: item.slice(sign + 1).trim() };
  });
}

/** Reads a list with commas. */
export function readList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Reads `separator=-,otherwise=platform,www.example.com=shop`. */
export function readProjectRule(text: string): ProjectRule {
  const pairs = readList(text).map((item) => {
    const sign = item.indexOf('=');
    return [item.slice(0, sign).trim(), item.slice(sign + 1).trim()] as const;
  });
  const { separator, otherwise, ...hosts } = Object.fromEntries(pairs);
  return {
    ...(separator !== undefined && { separator }),
    ...(otherwise !== undefined && { otherwise }),
    hosts: Object.fromEntries(Object.entries(hosts).map(([host, project]) => [host.toLowerCase(), project])),
  };
}

/** Reads paths (they begin with a slash), client addresses, and beginnings of user agents. */
export function readHealthChecks(text: string): HealthCheckRule {
  const signs = text === 'off' ? [] : readList(text);
  const paths = signs.filter((sign) => sign.startsWith('/'));
  const clients = signs.filter((sign) => isIP(sign) !== 0);
  return { paths, clients, userAgents: signs.filter((sign) => !paths.includes(sign) && !clients.includes(sign)) };
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
