import { describe, expect, it } from 'vitest';
import { isError, isServerFault, statusClass } from '@log-monitor/access-record';

describe('classes of status codes', () => {
  it.each([
    [100, '1xx'],
    [199, '1xx'],
    [101, '101'],
    [200, '2xx'],
    [304, '3xx'],
    [404, '4xx'],
    [444, '444'],
    [499, '499'],
    [500, '5xx'],
    [599, '5xx'],
    [600, 'other'],
    [99, 'other'],
    [0, 'none'],
    [-1, 'none'],
    [undefined, 'none'],
  ] as const)('%s is %s', (status, expected) => {
    expect(statusClass(status)).toBe(expected);
  });

  it('counts errors from 400 on, as the client sees them', () => {
    expect([399, 400, 444, 499, 500, 0, undefined].map((status) => isError(status))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('counts server faults: 5xx, and gRPC codes only where they are logged', () => {
    expect(isServerFault(500, undefined)).toBe(true);
    expect(isServerFault(499, undefined)).toBe(false);
    expect(isServerFault(200, undefined)).toBe(false);
    // OK, CANCELLED, NOT_FOUND are answers; UNKNOWN, DEADLINE_EXCEEDED, INTERNAL and UNAVAILABLE are faults.
    expect([0, 1, 5].some((grpc) => isServerFault(200, grpc))).toBe(false);
    expect([2, 4, 12, 13, 14, 15].every((grpc) => isServerFault(200, grpc))).toBe(true);
  });
});
