import { describe, expect, it } from 'vitest';
import { scrubText } from '@log-monitor/log-record';

describe('redaction', () => {
  it('takes linear time on inputs made to take long', () => {
    const grow = (unit: string): number => {
      const work = (length: number): number => {
        const text = unit.repeat(Math.ceil(length / unit.length));
        let best = Number.POSITIVE_INFINITY;
        for (let round = 0; round < 3; round++) {
          const before = process.cpuUsage();
          for (let index = 0; index < 5; index++) scrubText(text);
          const used = process.cpuUsage(before);
          best = Math.min(best, used.user + used.system);
        }
        return best;
      };
      return work(64_000) / Math.max(work(8_000), 200);
    };
    // Eight times the length: linear is about 8, quadratic 64.
    for (const unit of ['eyJ', 'eyJ-', 'eyJaaaaa.', '://', '://a:', 'Bearer ', '1 ', '1-', '4', '?token=', '&a_']) {
      expect(grow(unit), unit).toBeLessThan(40);
    }
  });
});
