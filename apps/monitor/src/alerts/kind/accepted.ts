import type { AlertScopeMember } from '@log-monitor/monitor-api';
import type { Accepted } from './alert-kind.js';

/** What rules about services can be narrowed to. */
export const SERVICES: readonly AlertScopeMember[] = ['services', 'exceptServices'];

/** The same for records of any kind. */
export const RECORDS: readonly AlertScopeMember[] = [
  ...SERVICES,
  'levels',
  'versions',
  'errorTypes',
  'search',
  'regex',
];

/** For kinds about the monitor as a whole. */
export const ITSELF: Accepted = { scope: [], groupBy: [], parameters: [] };
