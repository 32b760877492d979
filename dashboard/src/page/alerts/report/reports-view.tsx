import type { JSX } from 'preact';
import type { ReportsAnswer } from '@log-monitor/monitor-api';
import { askMail, askReport, askReportFigures, askReports, sendReport } from '../../../api/alert-question.js';
import { useAnswer } from '../../../api/use-answer.js';
import { serverNow } from '../../../live/live-data.js';
import { alertAddress, atPlace } from '../../../navigation/alert-place.js';
import type { Scope } from '../../../navigation/scope.js';
import { ActionButton } from '../../../part/action-button.js';
import { Ago } from '../../../part/ago.js';
import { Choice } from '../../../part/choice.js';
import { DataTable } from '../../../part/data-table.js';
import { MailFrame } from '../../../part/mail-frame.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { TimeStamp } from '../../../part/time-stamp.js';
import { VisibleText } from '../../../part/visible-text.js';
import type { PageProps } from '../../page.js';
import { AttemptList } from '../channel/attempt-list.js';

const SPANS = [
  { value: '10m', label: '10 minutes' },
  { value: '1h', label: 'Hour' },
  { value: 'daily', label: 'Day' },
  { value: 'weekly', label: 'Week' },
];

/** When reports come, what one says now, and what has become of those that were made. */
export function ReportsView({
  route: { scope },
  snapshot,
  round,
  onScope,
  onChange,
}: Pick<PageProps, 'route' | 'snapshot' | 'onScope'> & { round: number; onChange: () => void }): JSX.Element {
  const { answer, problem } = useAnswer(askReports(), round);
  const span = SPANS.find(({ value }) => value === scope.key)?.value ?? 'daily';
  return (
    <>
      <section class="card table-card" aria-labelledby="schedules-heading" data-alerts="schedules">
        <div class="card-head">
          <h2 id="schedules-heading">Reports</h2>
          <span class="quiet">REPORT_INTERVAL and REPORT_TIME set when they come, REPORT_DIR a folder for them</span>
        </div>
        <ProblemNote problem={problem} what="The list of reports" />
        {answer && <Schedules schedules={answer.schedules} serverNow={serverNow(snapshot)} />}
      </section>
      <section class="card" aria-labelledby="preview-heading" data-alerts="report-preview">
        <div class="card-head">
          <h2 id="preview-heading">As it would be now</h2>
          <div class="filters">
            <Choice
              label="Span of the report"
              options={SPANS}
              value={span}
              onChoose={(key) => onScope(atPlace(scope, { view: 'reports', key }), 'replace')}
            />
            <ActionButton
              key={span}
              label="Send it now"
              confirm="Send to all channels"
              done={({ channels }) => sentText(channels)}
              question={sendReport(span)}
              onDone={onChange}
            />
          </div>
        </div>
        <MailFrame
          key={span}
          title="Report as its mail would show it"
          question={askReport(span)}
          figures={askReportFigures(span)}
        />
      </section>
      <section class="card table-card" aria-labelledby="sent-heading" data-alerts="sent-reports">
        <div class="card-head">
          <h2 id="sent-heading">Made</h2>
          <span class="quiet">of the last 30 days, newest first</span>
        </div>
        {answer && <SentReports reports={answer.reports} scope={scope} />}
      </section>
    </>
  );
}

function sentText(channels: readonly string[]): string {
  return channels.length === 0 ? 'Nobody gets it: no channel is configured.' : `On its way to ${channels.join(', ')}.`;
}

function Schedules({
  schedules,
  serverNow: now,
}: Pick<ReportsAnswer, 'schedules'> & { serverNow: number }): JSX.Element {
  if (schedules.length === 0) return <p class="quiet none">None comes by itself: REPORT_INTERVAL is off.</p>;
  return (
    <DataTable
      label="Schedules"
      rows={schedules}
      keyOf={({ interval }) => interval}
      dataOf={({ interval }) => ({ 'data-schedule': interval })}
      columns={[
        { head: 'Each', cell: ({ interval }) => interval },
        { head: 'Next', cell: ({ nextDueAt }) => <TimeStamp time={nextDueAt} /> },
        { head: 'Last', cell: ({ lastDueAt }) => <Ago time={lastDueAt} serverNow={now} /> },
        { head: 'Time zone', cell: ({ timeZone }) => timeZone },
        {
          head: 'To',
          cell: ({ channels }) =>
            channels.length === 0 ? <strong class="is-bad">nobody</strong> : <VisibleText text={channels.join(', ')} />,
        },
      ]}
    />
  );
}

function SentReports({ reports, scope }: Pick<ReportsAnswer, 'reports'> & { scope: Scope }): JSX.Element {
  if (reports.length === 0) return <p class="quiet none">None was made yet.</p>;
  return (
    <>
      {reports.map(({ messageId, channel, interval, from, to, state, attempts }) => {
        const isOpen = messageId === scope.mail;
        const here = { view: 'reports', key: scope.key };
        return (
          <article key={messageId} class="dead-letter" data-report={messageId}>
            <p>
              <strong class={state === 'failed' ? 'is-bad' : state === 'waiting' ? 'is-behind' : undefined}>
                {state}
              </strong>{' '}
              {interval} by <VisibleText text={channel} limit={50} />{' '}
              <span class="quiet">
                <TimeStamp time={from} /> to <TimeStamp time={to} />
              </span>
            </p>
            <AttemptList attempts={attempts} />
            <div class="actions">
              <a
                class="button"
                aria-expanded={isOpen}
                aria-label={`${isOpen ? 'Close' : 'Show'} the report of ${to} by ${channel}`}
                href={alertAddress(scope, isOpen ? here : { ...here, mail: messageId })}
              >
                {isOpen ? 'Close the mail' : 'Show the mail'}
              </a>
            </div>
            {isOpen && <MailFrame title={`Report of ${to}`} question={askMail(messageId)} />}
          </article>
        );
      })}
    </>
  );
}
