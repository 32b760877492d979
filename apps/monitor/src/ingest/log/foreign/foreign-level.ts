import type { JsonValue, Level } from '@log-monitor/log-record';
import type { LevelDoubt } from '../../../batch/decoded-record.js';
import { type ForeignMembers, isObject } from './foreign-members.js';
import { levelFromValue, levelInside, type NumberScale } from './level-conventions.js';

/** Fields that hold a level, in the order in which they are believed, and whose numbers they have. */
const LEVEL_FIELDS: readonly (readonly [path: string, scale: NumberScale])[] = [
  ['level_name', 'level'],
  ['levelname', 'level'],
  ['log.level', 'level'],
  ['severityText', 'level'],
  ['SeverityText', 'level'],
  ['severity_text', 'level'],
  ['level', 'level'],
  ['@level', 'level'],
  ['Level', 'level'],
  ['logLevel', 'level'],
  ['LogLevel', 'level'],
  ['loglevel', 'level'],
  ['log_level', 'level'],
  ['lvl', 'level'],
  ['severity', 'severity'],
  ['Severity', 'severity'],
  ['severityNumber', 'otel'],
  ['SeverityNumber', 'otel'],
  ['severity_number', 'otel'],
  ['levelno', 'python'],
  ['level_value', 'level'],
  ['level_index', 'level'],
  ['syslog.severity', 'severity'],
  ['PRIORITY', 'severity'],
];

/** Fields that may hold something else: believed only where they say a level, and no other field is there. */
const DOUBTFUL_FIELDS = ['status', 'priority', 'type'];

const NAMES_IN_OBJECT = ['name', 'levelStr', 'standardLevel', 'level', 'label', 'text', 'levelName', 'value'];
const NUMBERS_IN_OBJECT: readonly (readonly [string, NumberScale])[] = [
  ['intLevel', 'log4j2'],
  ['no', 'python'],
  ['value', 'level'],
  ['levelInt', 'level'],
  ['number', 'level'],
];

export interface ReadLevel {
  level: Level;
  /** The level as sent, where it was not understood. */
  original?: JsonValue;
  doubt?: LevelDoubt;
}

/**
 * Reads the level of a record, and takes every field that holds one.
 *
 * @param isSlog true for the layout of Go's slog, whose numbers are its own
 * @param hasError a record with an error and no readable level is ERROR
 * @returns undefined when there is neither a level nor an error
 */
export function readLevel(members: ForeignMembers, isSlog: boolean, hasError: boolean): ReadLevel | undefined {
  const sent = takeLevels(members);
  for (const { value, scale } of sent) {
    const level = levelOf(value, isSlog && scale === 'level' ? 'slog' : scale);
    if (level !== undefined) return { level };
  }
  const [first] = sent;
  const inside = sent.map(({ value }) => levelInside(value)).find((level) => level !== undefined);
  if (first !== undefined && inside !== undefined)
    return { level: inside, original: first.value, doubt: 'word_inside' };
  const doubtful = first === undefined ? takeDoubtful(members) : undefined;
  if (doubtful !== undefined) return { level: doubtful };
  if (hasError) return { level: 'ERROR', doubt: 'has_error', ...(first !== undefined && { original: first.value }) };
  return first === undefined ? undefined : { level: 'INFO', original: first.value, doubt: 'unknown' };
}

function takeLevels(members: ForeignMembers): { value: JsonValue; scale: NumberScale }[] {
  const sent = [];
  for (const [path, scale] of LEVEL_FIELDS) {
    const value = members.take([path]);
    if (value !== undefined && value !== '') sent.push({ value, scale });
  }
  return sent;
}

function takeDoubtful(members: ForeignMembers): Level | undefined {
  for (const path of DOUBTFUL_FIELDS) {
    const value = members.peek(path);
    const level = typeof value === 'string' ? levelFromValue(value, 'level') : undefined;
    if (level === undefined) continue;
    members.take([path]);
    return level;
  }
  return undefined;
}

function levelOf(value: JsonValue, scale: NumberScale): Level | undefined {
  if (!isObject(value)) return levelFromValue(value, scale);
  const word = NAMES_IN_OBJECT.map((name) => value[name]).find((part) => typeof part === 'string');
  const level = levelFromValue(word, 'level');
  if (level !== undefined) return level;
  const [name, numbers] = NUMBERS_IN_OBJECT.find(([part]) => typeof value[part] === 'number') ?? [];
  return name === undefined || numbers === undefined ? levelInside(word) : levelFromValue(value[name], numbers);
}
