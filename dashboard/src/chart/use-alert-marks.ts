import { useMemo } from 'preact/hooks';
import type { AlertEventsAnswer } from '@log-monitor/monitor-api';
import { alertMarks } from './alert-marks.js';
import type { AlertMarks } from './mark-words.js';
import { alertAddress } from '../navigation/alert-place.js';
import type { Scope } from '../navigation/scope.js';

/** Where alerts fired and were over that concern what the charts of a page show. */
export function useAlertMarks(answer: AlertEventsAnswer | undefined, { range }: Scope): AlertMarks {
  return useMemo(
    () => ({ marks: alertMarks(answer?.events ?? []), address: alertAddress({ range }, {}) }),
    [answer, range],
  );
}
