import type { Completeness } from '@log-monitor/monitor-api';
import type { Response } from 'express';

/** Answers that are no JSON object say how complete they are in headers. */
export function setCompletenessHeaders(response: Response, { completeThrough, lag }: Completeness): void {
  if (completeThrough !== null) response.setHeader('x-complete-through', completeThrough);
  if (lag.records !== null) response.setHeader('x-lag-records', lag.records);
}
