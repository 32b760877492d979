import { z } from 'zod';

/** What many answers are made of. Members carry their example, from which that of the whole answer is made. */

export const time = z.iso
  .datetime({ precision: 3 })
  .describe('RFC 3339, UTC, milliseconds')
  .meta({ example: '2026-11-21T07:00:00.123Z' });

export const count = z.int().min(0).meta({ example: 0 });

/** 0 to 1. */
export const rate = z.number().min(0).max(1).meta({ example: 0.0025 });

export const nextCursor = z
  .string()
  .nullable()
  .describe('give it as cursor for the next page; null at the end')
  .meta({ example: null });

/** Members of any name. */
export const jsonObject = <Members extends object>() =>
  z
    .custom<Members>((value) => typeof value === 'object' && value !== null)
    .meta({ type: 'object', propertyNames: { type: 'string' }, additionalProperties: {} });

export const range = z
  .strictObject({ from: time, to: time })
  .describe('the range that was asked, as understood: from <= time < to')
  .meta({ example: { from: '2026-11-20T07:00:00.000Z', to: '2026-11-21T07:01:00.000Z' } });

export const openRange = z
  .strictObject({ from: time.nullable(), to: time })
  .describe('from <= time < to; from is null when the list reaches back to everything kept')
  .meta({ example: { from: null, to: '2026-11-21T07:01:00.000Z' } });
