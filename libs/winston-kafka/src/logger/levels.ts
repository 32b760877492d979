/**
 * winston's npm levels plus `critical` and `warning`, most severe first.
 *
 * `warning` and `warn` are the same rank, so that existing calls keep working.
 */
export const levels = {
  critical: 0,
  error: 1,
  warning: 2,
  warn: 2,
  info: 3,
  http: 4,
  verbose: 5,
  debug: 6,
  silly: 7,
} as const;

export type LevelName = keyof typeof levels;

/** Colours for `winston.format.colorize()`, which throws on a level it has no colour for. */
export const levelColors: Readonly<Record<LevelName, string>> = {
  critical: 'magenta',
  error: 'red',
  warning: 'yellow',
  warn: 'yellow',
  info: 'green',
  http: 'green',
  verbose: 'cyan',
  debug: 'blue',
  silly: 'grey',
};
