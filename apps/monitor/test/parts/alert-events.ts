import { randomUUID } from 'node:crypto';
import type { AlertEvent, AlertSample } from '../../src/alerts/event/alert-event.js';

/** An event of which only these members are said. */
export function alertEvent(members: Partial<AlertEvent> = {}): AlertEvent {
  return {
    id: randomUUID(),
    ruleId: 'any-critical',
    ruleName: 'Any CRITICAL',
    key: 'booking',
    transition: 'fired',
    severity: 'critical',
    at: '2026-11-28T03:12:07.000Z',
    value: 3,
    threshold: 1,
    window: { from: '2026-11-28T03:11:00.000Z', to: '2026-11-28T03:12:00.000Z' },
    sentence: '3 CRITICAL records of booking.',
    samples: [sample()],
    links: [{ name: 'Records', path: '/errors?service=booking&level=CRITICAL' }],
    labels: { team: 'shop' },
    ...members,
  };
}

export function sample(members: Partial<AlertSample> = {}): AlertSample {
  const time = '2026-11-28T03:11:59.000Z';
  return { time, level: 'CRITICAL', service: 'booking', message: 'out of disk', ...members };
}
