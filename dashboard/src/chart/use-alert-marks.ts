import { useMemo } from 'preact/hooks';
import type { AlertEventsAnswer } from '@log-monitor/monitor-api';
import { alertMarks } from './alert-marks.js';
import { anomalyMarks } from './anomaly-marks.js';
import type { AlertMarks } from './mark-words.js';
import type { LiveSnapshot } from '../live/live-data.js';
import { alertAddress } from '../navigation/alert-place.js';
import { ANOMALIES_PATH } from '../navigation/anomaly-place.js';
import { formatRoute } from '../navigation/route.js';
import type { Scope } from '../navigation/scope.js';

/** The same for the charts of requests, and where something unusual in them begins, for a page that polls `requestAlerts` and `anomalies`. */
export function useTrafficMarks({ parts }: LiveSnapshot, scope: Scope): AlertMarks {
  const alerts = useAlertMarks(parts.requestAlerts.answer, scope);
  const found = parts.anomalies.answer?.anomalies;
  return useMemo(() => {
    const marks = [...alerts.marks, ...anomalyMarks(found ?? [])];
    return { ...alerts, marks, anomalies: formatRoute({ page: ANOMALIES_PATH, scope }) };
  }, [alerts, found, scope]);
}

/** Where alerts fired and were over that concern what the charts of a page show. */
export function useAlertMarks(answer: AlertEventsAnswer | undefined, { range }: Scope): AlertMarks {
  return useMemo(
    () => ({ marks: alertMarks(answer?.events ?? []), address: alertAddress({ range }, {}) }),
    [answer, range],
  );
}
