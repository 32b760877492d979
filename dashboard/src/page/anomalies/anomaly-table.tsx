import type { JSX } from 'preact';
import type { Anomaly } from '@log-monitor/monitor-api';
import { silenceAnomalies } from '../../api/access-question.js';
import { requestsAddress } from '../../navigation/anomaly-place.js';
import type { Scope } from '../../navigation/scope.js';
import { ActionButton } from '../../part/action-button.js';
import { DataTable } from '../../part/data-table.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { countText } from '../../text/number-text.js';
import { durationText } from '../../text/time-text.js';
import { CauseNote } from './cause-note.js';

/** From here on a score is red, as the alert that is on from the first start has it. */
const HIGH = 75;

/** Findings, the newest first: what, how unusual, where, who, why; the way to the requests, and the rule that keeps it back. */
export function AnomalyTable({
  anomalies,
  scope,
  serverNow,
  onChange,
}: {
  anomalies: readonly Anomaly[];
  scope: Scope;
  serverNow: number;
  onChange: () => void;
}): JSX.Element {
  if (anomalies.length === 0) return <p class="quiet none">Nothing unusual was found in this range.</p>;
  return (
    <DataTable
      label="What was unusual"
      rows={anomalies}
      keyOf={({ id }) => id}
      dataOf={({ detector, silencedBy }) => ({ 'data-detector': detector, 'data-silenced': silencedBy !== null })}
      columns={[
        { head: 'Since', cell: ({ firstSeen }) => <TimeStamp time={firstSeen} /> },
        { head: 'For', cell: lastedText },
        { head: 'What', cell: ({ title }) => title },
        { head: 'Score', isNumber: true, cell: ({ score }) => <Score score={score} /> },
        { head: 'Where', cell: (one) => <Text parts={[one.host ?? one.source, one.route]} /> },
        { head: 'Who', cell: ({ client, network }) => <Text parts={[client ?? network]} /> },
        { head: 'Why', cell: (one) => <Why anomaly={one} scope={scope} /> },
        {
          head: 'Do',
          cell: (one) => (
            <span class="row-actions">
              <a class="button" href={requestsAddress(one, serverNow)} aria-label={`Requests of: ${one.why}`}>
                Requests
              </a>
              {one.silencedBy === null ? (
                <ActionButton
                  label="Keep back"
                  name={`Keep back: ${one.why}`}
                  confirm={`Always keep back ${subjectText(one)}`}
                  done="Kept back."
                  question={silenceAnomalies(silenceOf(one))}
                  onDone={onChange}
                />
              ) : (
                <span class="quiet">kept back</span>
              )}
            </span>
          ),
        },
      ]}
    />
  );
}

function Why({ anomaly, scope }: { anomaly: Anomaly; scope: Scope }): JSX.Element {
  return (
    <span class="anomaly-why">
      <VisibleText text={anomaly.why} limit={400} />
      <CauseNote anomaly={anomaly} scope={scope} />
    </span>
  );
}

function Score({ score }: { score: number }): JSX.Element {
  return <span class={score >= HIGH ? 'is-bad' : undefined}>{countText(score)}</span>;
}

function Text({ parts }: { parts: readonly (string | null)[] }): JSX.Element {
  const text = parts.filter((part) => part !== null && part !== '').join(' · ');
  return <VisibleText text={text === '' ? '–' : text} limit={200} />;
}

/** `3 min`, `2 min, lasts` */
function lastedText({ firstSeen, lastSeen, endedAt }: Anomaly): string {
  const lasted = durationText(Date.parse(lastSeen) - Date.parse(firstSeen));
  return endedAt === null ? `${lasted}, lasts` : lasted;
}

/** Who attacks is kept back whatever they do; of a host or a route only this. */
function silenceOf({ client, network, host, route, detector, title }: Anomaly): object {
  const address = client ?? network;
  if (address !== null) return { client: address, comment: `${title}: kept back on the page` };
  const place = { ...(host !== null && { host }), ...(route !== null && { route }) };
  return { ...place, detectors: [detector], comment: `${title}: kept back on the page` };
}

function subjectText({ client, network, host, route, source, title }: Anomaly): string {
  const address = client ?? network;
  return address === null ? `“${title}” of ${[host ?? source, route].filter(Boolean).join(' ')}` : `all of ${address}`;
}
