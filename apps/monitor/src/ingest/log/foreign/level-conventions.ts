import {
  type JsonValue,
  type Level,
  levelFromName,
  levelFromOtelNumber,
  levelFromPythonNumber,
} from '@log-monitor/log-record';
import { stripColours } from './colours.js';

/** Words that `levelFromName` does not know: of Java, zap, Serilog, slog (Rust), loguru, Google, Datadog, klog and Ruby. */
const MORE_WORDS: Readonly<Record<string, Level>> = {
  finest: 'DEBUG',
  finer: 'DEBUG',
  fine: 'DEBUG',
  config: 'DEBUG',
  all: 'DEBUG',
  trce: 'DEBUG',
  debg: 'DEBUG',
  dbug: 'DEBUG',
  dbg: 'DEBUG',
  verb: 'DEBUG',
  vrb: 'DEBUG',
  trc: 'DEBUG',
  inf: 'INFO',
  success: 'INFO',
  default: 'INFO',
  any: 'INFO',
  unknown: 'INFO',
  ok: 'INFO',
  wrn: 'WARNING',
  severe: 'ERROR',
  erro: 'ERROR',
  eror: 'ERROR',
  fail: 'ERROR',
  failure: 'ERROR',
  ftl: 'CRITICAL',
  dpanic: 'CRITICAL',
  wtf: 'CRITICAL',
};

/** Words that say the level also as part of an unknown one, the most severe first. */
const WORDS_INSIDE: readonly [RegExp, Level][] = [
  [/fatal|critical|panic|emerg|(?:^|[^a-z])(?:crit|alert)(?:[^a-z]|$)/, 'CRITICAL'],
  [/error|severe|exception|fail|(?:^|[^a-z])err(?:[^a-z]|$)/, 'ERROR'],
  [/warn/, 'WARNING'],
  [/debug|trace|verbose/, 'DEBUG'],
  [/info|notice/, 'INFO'],
];

/** Syslog's severities (RFC 5424 §6.2.1), 0 to 7; GELF and systemd's journal have them too. */
const SYSLOG: readonly Level[] = ['CRITICAL', 'CRITICAL', 'CRITICAL', 'ERROR', 'WARNING', 'INFO', 'INFO', 'DEBUG'];

/** A scale of numbers: from each bound on, up to the next one, the level is the same. */
type Scale = readonly (readonly [bound: number, level: Level])[];

/** Go's slog: DEBUG is -4, INFO 0, WARN 4, ERROR 8; in between are the names with an offset. */
const SLOG: Scale = [[-Infinity, 'DEBUG'], [0, 'INFO'], [4, 'WARNING'], [8, 'ERROR'], [12, 'CRITICAL']]; // prettier-ignore
const PINO: Scale = [[8, 'DEBUG'], [30, 'INFO'], [40, 'WARNING'], [50, 'ERROR'], [60, 'CRITICAL']]; // prettier-ignore
const MONOLOG: Scale = [[100, 'DEBUG'], [200, 'INFO'], [300, 'WARNING'], [400, 'ERROR'], [500, 'CRITICAL']]; // prettier-ignore
const JAVA_UTIL: Scale = [[601, 'DEBUG'], [800, 'INFO'], [900, 'WARNING'], [1000, 'ERROR']]; // prettier-ignore
const LOGBACK: Scale = [[1001, 'DEBUG'], [20_000, 'INFO'], [30_000, 'WARNING'], [40_000, 'ERROR'], [50_000, 'CRITICAL']]; // prettier-ignore
/** log4j2's `intLevel` goes down: OFF 0, FATAL 100, ERROR 200, WARN 300, INFO 400, DEBUG 500, TRACE 600. */
const LOG4J2: Scale = [[0, 'CRITICAL'], [101, 'ERROR'], [201, 'WARNING'], [301, 'INFO'], [401, 'DEBUG']]; // prettier-ignore
/** Google Cloud's LogSeverity as a number. */
const GOOGLE: Scale = [[8, 'DEBUG'], [200, 'INFO'], [400, 'WARNING'], [500, 'ERROR'], [600, 'CRITICAL']]; // prettier-ignore

const SLOG_OFFSET = /^(debug|info|warn|error)([+-]\d{1,3})$/;
const SLOG_BASE: Readonly<Record<string, number>> = { debug: -4, info: 0, warn: 4, error: 8 };
const BRACKETS = /^[[(<{|\s]+|[\])>}|:\s]+$/g;

/** Whose numbers a field holds. */
export type NumberScale = 'level' | 'slog' | 'severity' | 'python' | 'otel' | 'log4j2';

/**
 * Reads a level as one of the conventions of docs/foreign-records.md has it.
 *
 * @returns undefined when none of them knows it
 */
export function levelFromValue(value: JsonValue | undefined, scale: NumberScale): Level | undefined {
  if (typeof value === 'number') return levelFromNumber(value, scale);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const word = bareWord(value);
  if (/^-?\d{1,6}(?:\.0)?$/.test(word)) return levelFromNumber(Number(word), scale);
  const offset = SLOG_OFFSET.exec(word);
  if (offset !== null) return onScale(SLOG, (SLOG_BASE[offset[1] as string] as number) + Number(offset[2]));
  return levelFromName(word) ?? (Object.hasOwn(MORE_WORDS, word) ? MORE_WORDS[word] : undefined);
}

/** @returns the level of a known word that is part of an unknown one; undefined when there is none */
export function levelInside(value: JsonValue | undefined): Level | undefined {
  if (typeof value !== 'string') return undefined;
  const word = bareWord(value.slice(0, 64)).replaceAll('_', '-');
  return WORDS_INSIDE.find(([pattern]) => pattern.test(word))?.[1];
}

/** `level` says by its size whose numbers it has: no two conventions share a range but those told apart by the layout. */
function levelFromNumber(value: number, scale: NumberScale): Level | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (scale === 'python') return levelFromPythonNumber(value);
  if (scale === 'otel') return levelFromOtelNumber(value);
  if (scale === 'slog') return onScale(SLOG, value);
  if (scale === 'log4j2') return onScale(LOG4J2, value);
  if (value < 0) return onScale(SLOG, value);
  if (value < 8) return Number.isInteger(value) ? SYSLOG[value] : undefined;
  if (scale === 'severity') return onScale(GOOGLE, value);
  if (value === 8) return 'ERROR';
  if (value < 100) return onScale(PINO, value);
  if (value <= 600) return onScale(MONOLOG, value);
  if (value <= 1000) return onScale(JAVA_UTIL, value);
  return value <= 100_000 ? onScale(LOGBACK, value) : undefined;
}

function onScale(scale: Scale, value: number): Level | undefined {
  return scale.findLast(([bound]) => value >= bound)?.[1];
}

/** Without colours, brackets and a colon, in lower case. */
function bareWord(text: string): string {
  return stripColours(text).replaceAll(BRACKETS, '').toLowerCase();
}
