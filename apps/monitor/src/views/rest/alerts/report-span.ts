import { readReportInterval, type ReportInterval } from '../../../configuration/alert-variables.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';

/** @throws ProblemError PARAMETER_INVALID: it is too long */
export function reportSpan(text: string): Exclude<ReportInterval, 'off'> {
  const interval = readReportInterval(text);
  if (interval !== undefined && interval !== 'off') return interval;
  throw parametersInvalid([{ name: 'interval', reason: 'must not be longer than 31 days' }]);
}
