import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StopRequest } from '../src/stack/stop-request.js';

let forced = 0;
let request: StopRequest;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  forced = 0;
  request = new StopRequest(() => forced++);
});

afterEach(() => {
  request.close();
  vi.useRealTimers();
});

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('takes %s for the wish to stop', async (name) => {
  process.emit(name);
  await request.asked();
  expect({ aborted: request.signal.aborted, forced }).toEqual({ aborted: true, forced: 0 });
});

it('takes what npm forwards for the same press of the key, and a later press for force', () => {
  process.emit('SIGINT');
  vi.advanceTimersByTime(900);
  process.emit('SIGINT');
  expect(forced).toBe(0);
  vi.advanceTimersByTime(200);
  process.emit('SIGINT');
  expect(forced).toBe(1);
});

it('gives the signals back when it is closed', () => {
  const before = process.listenerCount('SIGINT');
  request.close();
  expect(process.listenerCount('SIGINT')).toBe(before - 1);
});
