import { type Level, levelFromName } from '@log-monitor/log-record';
import { z } from 'zod';

/** Parameters that several questions have: each reads the text of a query string and describes itself. */

const MAX_LIMIT = 1000;
const MAX_TEXT = 1000;
const MAX_VALUES = 100;

/** PostgreSQL's text cannot hold it, so nothing stored has it. */
const hasNoNul = (text: string): boolean => !text.includes('\0');

const text = (most: number) =>
  z
    .string()
    .max(most, `must not be longer than ${most} characters`)
    .refine(hasNoNul, 'must not hold the character NUL')
    .transform((value) => value.toWellFormed());

/** A whole number in decimal digits. */
export const wholeNumber = (from: number, to: number, about: string, example: string) =>
  z
    .string()
    .regex(/^\d{1,12}$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be a whole number from ${from} to ${to}`)
    .describe(about)
    .meta({ openapi: { type: 'integer', minimum: from, maximum: to, example: Number(example) } });

export const limit = (fallback: number) =>
  wholeNumber(1, MAX_LIMIT, `how many at most, 1 to ${MAX_LIMIT}; ${fallback} unless given`, String(fallback))
    .optional()
    .transform((value) => value ?? fallback);

/** The parts between commas. A backslash before a comma or a backslash makes it part of the name; any other means itself (`DOMAIN\host`). */
function splitList(value: string): string[] {
  const parts = value.match(/(?:\\[\\,]|[^,])+/g) ?? [];
  return parts.map((part) => part.trim().replace(/\\([\\,])/g, '$1')).filter((part) => part !== '');
}

export const textList = (about: string, example: string) =>
  text(MAX_TEXT * 4)
    .transform(splitList)
    .refine((values) => values.length <= MAX_VALUES, `must not hold more than ${MAX_VALUES} values`)
    .describe(`${about}; a comma within a name is written \\,`)
    .meta({ example })
    .optional();

/** The services that an answer is about. */
export const services = { service: textList('only these services, separated by commas', 'booking') };

export const oneText = (about: string, example: string) => text(MAX_TEXT).describe(about).meta({ example }).optional();

/** What the API's description says of a time; the code reads a little more, such as a blank for the T. */
const TIME_PATTERN =
  '^(|now([+-][0-9]{1,5}[smhdw])?|[0-9]{1,10}(\\.[0-9]{1,9})?|[0-9]{12,13}|20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?(Z|[+-]0[0-9]:[03]0)?)?)$';

export const timeParameter = (about: string, example: string) =>
  z
    .string()
    .max(64, 'must be a time: ISO 8601, epoch milliseconds or seconds, or relative (now-15m)')
    .describe(about)
    .meta({ openapi: { type: 'string', pattern: TIME_PATTERN, example } })
    .optional();

export const rangeParameters = {
  from: timeParameter('start of the range, included: ISO 8601, epoch ms or s, or relative (now-15m)', 'now-15m'),
  to: timeParameter('end of the range, not included; without it clocks that run ahead are covered too', 'now'),
};

/** Several level names, of which each must be one of `allowed`. */
export const levelList = (allowed: readonly Level[], example: string) => {
  const reason = `must be ${allowed.join(', ')}; several separated by commas`;
  return z
    .string()
    .max(200, reason)
    .transform((value, context): Level[] => {
      const names = value.split(',').filter((name) => name.trim() !== '');
      const levels = names.map((name) => levelFromName(name));
      if (levels.every((level) => level !== undefined && allowed.includes(level))) return levels as Level[];
      context.addIssue({ code: 'custom', message: reason });
      return z.NEVER;
    })
    .describe(`only these levels: ${allowed.join(', ')}`)
    .meta({
      openapi: {
        type: 'string',
        pattern: `^((${allowed.join('|')})(,(${allowed.join('|')}))*)?$`,
        maxLength: 200,
        example,
      },
    })
    .optional();
};

/** Several values, of which each must be one of `allowed`. */
export const choiceList = <Choice extends string>(allowed: readonly Choice[], about: string, example: Choice) => {
  const reason = `must be ${allowed.join(', ')}; several separated by commas`;
  return z
    .string()
    .max(500, reason)
    .transform((value, context): Choice[] => {
      const given = value.split(',').filter((name) => name !== '');
      const chosen = given.filter((name): name is Choice => (allowed as readonly string[]).includes(name));
      if (chosen.length === given.length) return chosen;
      context.addIssue({ code: 'custom', message: reason });
      return z.NEVER;
    })
    .describe(`${about}: ${allowed.join(', ')}`)
    .meta({
      openapi: {
        type: 'string',
        pattern: `^((${allowed.join('|')})(,(${allowed.join('|')}))*)?$`,
        maxLength: 500,
        example,
      },
    })
    .optional();
};

const WIDTH_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `auto` (undefined) or a width such as `5m`, `1h`, `1d` (milliseconds, a multiple of a minute). */
export const interval = z
  .string()
  .max(20, 'must be auto or a width such as 5m, 1h, 1d')
  .transform((value, context): number | undefined => {
    if (value === 'auto') return undefined;
    const [, amount, unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(value) ?? [];
    if (amount !== undefined) return Number(amount) * (WIDTH_MS[unit] ?? 0);
    context.addIssue({ code: 'custom', message: 'must be auto or a width such as 5m, 1h, 1d' });
    return z.NEVER;
  })
  .describe('width of a bucket: auto, or whole minutes, hours or days such as 5m, 1h, 1d')
  .meta({ openapi: { type: 'string', pattern: '^(|auto|[1-9][0-9]{0,3}[mhd])$', example: 'auto' } })
  .optional();

export const cursor = z
  .string()
  .max(1000, 'must be the nextCursor of an earlier page, unchanged')
  .describe('nextCursor of the page before, with the same filters')
  .optional();

export const search = text(500)
  .describe('case-insensitive substring of message, error type and error message; % and _ mean themselves')
  .meta({ example: 'refused' })
  .optional();

/** `attributes.<name>=<value>`, as many as are given. */
export const attributes = z
  .record(z.string().min(1).max(200), z.string().max(1000))
  .refine((given) => Object.keys(given).length <= 10, 'must not name more than 10 attributes')
  .refine((given) => Object.entries(given).flat().every(hasNoNul), 'must not hold the character NUL')
  .optional();

/** Of a question that takes none: any is refused by name. */
export const noParameters = z.strictObject({});

export type NoParameters = z.infer<typeof noParameters>;
