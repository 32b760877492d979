import { useMemo } from 'preact/hooks';
import { alertMarks } from './alert-marks.js';
import { anomalyMarks } from './anomaly-marks.js';
import type { AlertMarks } from './mark-words.js';
import type { LiveSnapshot } from '../live/live-data.js';
import { alertAddress } from '../navigation/alert-place.js';
import { ANOMALIES_PATH } from '../navigation/anomaly-place.js';
import { formatRoute } from '../navigation/route.js';
import type { Scope } from '../navigation/scope.js';

/** The same, and where something unusual in requests begins, for a page that polls `anomalies` as well. */
export function useTrafficMarks(snapshot: LiveSnapshot, scope: Scope): AlertMarks {
  const alerts = useAlertMarks(snapshot, scope);
  const found = snapshot.parts.anomalies.answer?.anomalies;
  return useMemo(() => {
    const marks = [...alerts.marks, ...anomalyMarks(found ?? [])];
    return { ...alerts, marks, anomalies: formatRoute({ page: ANOMALIES_PATH, scope }) };
  }, [alerts, found, scope]);
}

/** Where alerts fired and were over, for the charts of a page that polls `alertEvents`. */
export function useAlertMarks(snapshot: LiveSnapshot, scope: Scope): AlertMarks {
  const { answer } = snapshot.parts.alertEvents;
  const { range, service } = scope;
  return useMemo(
    () => ({ marks: alertMarks(answer?.events ?? [], service), address: alertAddress({ range }, {}) }),
    [answer, range, service],
  );
}
