/** The five levels of a record, lowest first. */
export const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

export type Level = (typeof LEVELS)[number];

/** Rank of a level, 1 (DEBUG) to 5 (CRITICAL); the number that the store keeps. */
export const SEVERITY: Readonly<Record<Level, number>> = { DEBUG: 1, INFO: 2, WARNING: 3, ERROR: 4, CRITICAL: 5 };

const LEVEL_BY_NAME: ReadonlyMap<string, Level> = new Map<string, Level>([
  ['silly', 'DEBUG'],
  ['verbose', 'DEBUG'],
  ['trace', 'DEBUG'],
  ['trace2', 'DEBUG'],
  ['trace3', 'DEBUG'],
  ['trace4', 'DEBUG'],
  ['debug', 'DEBUG'],
  ['debug2', 'DEBUG'],
  ['debug3', 'DEBUG'],
  ['debug4', 'DEBUG'],
  ['http', 'INFO'],
  ['notice', 'INFO'],
  ['info', 'INFO'],
  ['info2', 'INFO'],
  ['info3', 'INFO'],
  ['info4', 'INFO'],
  ['information', 'INFO'],
  ['informational', 'INFO'],
  ['log', 'INFO'],
  ['warn', 'WARNING'],
  ['warn2', 'WARNING'],
  ['warn3', 'WARNING'],
  ['warn4', 'WARNING'],
  ['warning', 'WARNING'],
  ['err', 'ERROR'],
  ['error', 'ERROR'],
  ['error2', 'ERROR'],
  ['error3', 'ERROR'],
  ['error4', 'ERROR'],
  ['crit', 'CRITICAL'],
  ['critical', 'CRITICAL'],
  ['fatal', 'CRITICAL'],
  ['fatal2', 'CRITICAL'],
  ['fatal3', 'CRITICAL'],
  ['fatal4', 'CRITICAL'],
  ['alert', 'CRITICAL'],
  ['emerg', 'CRITICAL'],
  ['emergency', 'CRITICAL'],
  ['panic', 'CRITICAL'],
]);

/** ERROR and CRITICAL travel on the errors topic too and are stored whole. */
export function isErrorLevel(level: Level): boolean {
  return level === 'ERROR' || level === 'CRITICAL';
}

/**
 * Reads a level's name in the words of npm, syslog, Python, pino, bunyan and OpenTelemetry (`SeverityText`), any case.
 *
 * @returns undefined when nobody we know uses that word
 */
export function levelFromName(name: string): Level | undefined {
  if (name.length > 16) return undefined;
  return LEVEL_BY_NAME.get(name.trim().toLowerCase());
}

/** Reads pino's and bunyan's `level` (10 trace … 60 fatal); numbers between two names count as the lower one. */
export function levelFromPinoNumber(level: number): Level | undefined {
  if (!(level > 0 && level <= 100)) return undefined;
  if (level < 30) return 'DEBUG';
  if (level < 40) return 'INFO';
  if (level < 50) return 'WARNING';
  return level < 60 ? 'ERROR' : 'CRITICAL';
}

/** Reads Python's `levelno` (10 DEBUG … 50 CRITICAL); numbers between two names count as the lower one. */
export function levelFromPythonNumber(levelno: number): Level | undefined {
  if (!(levelno > 0 && levelno <= 100)) return undefined;
  if (levelno < 20) return 'DEBUG';
  if (levelno < 30) return 'INFO';
  if (levelno < 40) return 'WARNING';
  return levelno < 50 ? 'ERROR' : 'CRITICAL';
}

/** Reads OpenTelemetry's `SeverityNumber`, 1 to 24 (logs data model: four steps per name, TRACE to FATAL). */
export function levelFromOtelNumber(severityNumber: number): Level | undefined {
  if (!(severityNumber >= 1 && severityNumber <= 24)) return undefined;
  if (severityNumber < 9) return 'DEBUG';
  if (severityNumber < 13) return 'INFO';
  if (severityNumber < 17) return 'WARNING';
  return severityNumber < 21 ? 'ERROR' : 'CRITICAL';
}
