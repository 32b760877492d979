import { MINUTE_MS } from '../../src/time/durations.js';
import type { TestEvaluation } from './test-evaluation.js';

export const TRAFFIC_SERVICES = ['shop', 'booking', 'mail'];

/**
 * Traffic with bursts of errors and pauses of a service, the same in every run.
 *
 * @param start the minute number 0, milliseconds since 1970
 */
export function alertTraffic(start: number, from: number, to: number) {
  let state = from + 7;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const cells = [];
  for (let number = from; number < to; number += 1) {
    const minute = start + number * MINUTE_MS;
    for (const service of TRAFFIC_SERVICES) {
      if (service === 'mail' && number % 120 > 90) continue;
      cells.push({ minute, service, level: 2, count: 50 + random(50) });
      const isBurst = random(40) === 0;
      cells.push({ minute, service, level: 4, count: isBurst ? 20 + random(60) : random(4) });
      if (random(90) === 0) cells.push({ minute, service, level: 5, count: 1 });
    }
  }
  return cells;
}

/** A rule of each kind that looks at such traffic, with what takes several windows. */
export async function makeTrafficRules(evaluation: TestEvaluation): Promise<void> {
  const scope = { levels: ['ERROR', 'CRITICAL'] as ('ERROR' | 'CRITICAL')[] };
  const errors = { ...{ scope, threshold: 30, resolveThreshold: 10, forWindows: 2 } };
  await evaluation.rule({ name: 'a', kind: 'log_count', groupBy: 'service', ...errors });
  await evaluation.rule({ name: 'b', kind: 'log_rate', windowSeconds: 60, threshold: 3.5, cooldownSeconds: 900 });
  await evaluation.rule({
    ...{ name: 'c', kind: 'log_error_share', groupBy: 'service', threshold: 0.06, minimumVolume: 300 },
  });
  await evaluation.rule({ name: 'd', kind: 'any_critical', groupBy: 'service', scope: { services: ['s*'] } });
  await evaluation.rule({ name: 'e', kind: 'service_silent', groupBy: 'service', threshold: 600 });
  await evaluation.rule({
    ...{ name: 'f', kind: 'log_count', windowSeconds: 3600, threshold: 9000, scope: { exceptServices: ['mail'] } },
  });
}
