import { stripColours } from './colours.js';
import type { Members } from './foreign-members.js';
import { looksLikeStack } from './stack-headline.js';

/** A line of the container runtime interface: time, stream, `F` for a whole line or `P` for a part, text. */
const CRI =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d+(?:Z|[+-]\d{2}:\d{2})) (stdout|stderr) ([FP])(?::\S*)? ([\s\S]*)$/;
const KLOG = /^([IWEF])\d{4} \d{2}:\d{2}:\d{2}\.\d+/;
const KLOG_LEVELS: Readonly<Record<string, string>> = { I: 'INFO', W: 'WARNING', E: 'ERROR', F: 'CRITICAL' };
const WORDS = 'TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL|PANIC|EMERG|ALERT|CRIT';
/** A level in capitals near the start, or in brackets, or as the first word before a colon, or as logfmt has it. */
const LEVEL_IN_LINE = [
  new RegExp(String.raw`^.{0,120}?(?:^|[\s[(<|:])(${WORDS})(?=[\s\])>|:,]|$)`, 's'),
  new RegExp(String.raw`^.{0,120}?\[(${WORDS}|err)\]`, 'si'),
  new RegExp(String.raw`^(${WORDS}):`, 'i'),
  new RegExp(String.raw`(?:^|\s)(?:level|lvl|severity)="?(\w+)`, 'i'),
];

/** A line as a container runtime writes it to a file. */
export interface CriLine {
  timestamp: string;
  stream: string;
  isPartial: boolean;
  text: string;
}

export function readCriLine(text: string): CriLine | undefined {
  const found = CRI.exec(text);
  if (found === null) return undefined;
  const [, timestamp = '', stream = '', tag, line = ''] = found;
  return { timestamp, stream, isPartial: tag === 'P', text: line };
}

/**
 * A record of a line that is no JSON. Its level is the one that the line says; a stack is ERROR; else standard error is ERROR and
 * all else INFO, as Google Kubernetes Engine and Datadog have it.
 */
export function readTextLine(line: string, stream: string | undefined): Members {
  const message = line.replace(/\r?\n$/, '');
  const plain = stripColours(message.slice(0, 4000));
  return { message, level: levelInLine(plain) ?? (stream === 'stderr' || looksLikeStack(plain) ? 'ERROR' : 'INFO') };
}

function levelInLine(line: string): string | undefined {
  const klog = KLOG.exec(line);
  if (klog !== null) return KLOG_LEVELS[klog[1] as string];
  return LEVEL_IN_LINE.map((pattern) => pattern.exec(line)?.[1]).find((word) => word !== undefined);
}
