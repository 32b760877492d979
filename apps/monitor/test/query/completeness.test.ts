import { describe, expect, it } from 'vitest';
import { completenessAt } from '../../src/query/database/completeness.js';

const asked_at = new Date('2026-11-21T07:00:10.000Z');
const complete_through = new Date('2026-11-21T07:00:00.500Z');
const fresh = new Date('2026-11-21T07:00:09.500Z');

describe('completenessAt', () => {
  it('has no lag when everything in Kafka is stored', () => {
    expect(completenessAt({ complete_through, lag_records: 0, sampled_at: fresh, asked_at })).toEqual({
      completeThrough: '2026-11-21T07:00:00.500Z',
      lag: { records: 0, seconds: 0 },
    });
  });

  it('is as old as the last moment that is wholly stored when behind', () => {
    const { lag } = completenessAt({ complete_through, lag_records: 7, sampled_at: fresh, asked_at });
    expect(lag).toEqual({ records: 7, seconds: 9.5 });
  });

  it('does not know the lag while the broker is not reached', () => {
    const { lag } = completenessAt({ complete_through, lag_records: null, sampled_at: fresh, asked_at });
    expect(lag).toEqual({ records: null, seconds: 9.5 });
  });

  it('does not believe an old measurement of zero: ingest may have stopped since', () => {
    const sampled_at = new Date('2026-11-21T06:59:59.000Z');
    const { lag } = completenessAt({ complete_through, lag_records: 0, sampled_at, asked_at });
    expect(lag).toEqual({ records: null, seconds: 9.5 });
  });

  it('claims nothing before the first measurement', () => {
    expect(completenessAt({ complete_through: null, lag_records: null, sampled_at: fresh, asked_at })).toEqual({
      completeThrough: null,
      lag: { records: null, seconds: null },
    });
  });
});
