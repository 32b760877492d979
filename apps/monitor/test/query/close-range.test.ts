import { describe, expect, it } from 'vitest';
import { closeListRange, closeRange } from '../../src/query/range/close-range.js';

const NOW = new Date('2026-11-21T10:00:30Z');
const NEXT_MINUTE = new Date('2026-11-21T10:01:00Z');
const AHEAD = new Date('2026-11-21T12:00:00Z');

const stored = (newest: Date | null) => ({
  complete_through: null,
  lag_records: 0,
  sampled_at: NOW,
  asked_at: NOW,
  oldest_minute: null,
  newest_minute_end: newest,
});

describe.each([
  ['a list', closeListRange],
  ['statistics', closeRange],
] as const)('the open end of %s', (_, close) => {
  it('is the end of this minute', () => {
    expect(close(stored(null), {}, NOW).to).toEqual(NEXT_MINUTE);
  });

  it('takes in what clocks that run ahead have stored', () => {
    expect(close(stored(AHEAD), {}, NOW).to).toEqual(AHEAD);
  });

  it('is never before the beginning that was asked for', () => {
    expect(close(stored(null), { from: AHEAD }, NOW)).toEqual({ from: AHEAD, to: AHEAD });
  });
});
