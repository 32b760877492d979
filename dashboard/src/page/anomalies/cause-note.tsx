import type { JSX } from 'preact';
import type { Anomaly } from '@log-monitor/monitor-api';
import { askCausesOfAnomaly } from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import type { Scope } from '../../navigation/scope.js';
import { rateText } from '../../text/number-text.js';
import { CauseLink } from '../cause/cause-link.js';

/** The errors by which the requests of a surge of faults failed, two at most; nothing for what is unusual otherwise. */
export function CauseNote({ anomaly, scope }: { anomaly: Anomaly; scope: Scope }): JSX.Element | null {
  const { answer } = useAnswer(anomaly.detector === 'fault_surge' ? askCausesOfAnomaly(anomaly) : undefined);
  if (answer === undefined || answer.causes.length === 0) return null;
  return (
    <>
      {answer.causes.slice(0, 2).map((cause) => (
        <span key={cause.error} class="anomaly-cause">
          {rateText(cause.share)} of {answer.isSample ? 'its newest' : 'the'} 5xx:{' '}
          <CauseLink cause={cause} scope={scope} />
        </span>
      ))}
    </>
  );
}
