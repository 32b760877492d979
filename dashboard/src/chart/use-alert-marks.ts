import { useMemo } from 'preact/hooks';
import { alertMarks } from './alert-marks.js';
import type { AlertMarks } from './mark-words.js';
import type { LiveSnapshot } from '../live/live-data.js';
import { alertAddress } from '../navigation/alert-place.js';
import type { Scope } from '../navigation/scope.js';

/** Where alerts fired and were over, for the charts of a page that polls `alertEvents`. */
export function useAlertMarks(snapshot: LiveSnapshot, scope: Scope): AlertMarks {
  const { answer } = snapshot.parts.alertEvents;
  const { range, service } = scope;
  return useMemo(
    () => ({ marks: alertMarks(answer?.events ?? [], service), address: alertAddress({ range }, {}) }),
    [answer, range, service],
  );
}
