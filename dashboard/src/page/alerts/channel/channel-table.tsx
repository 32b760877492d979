import type { JSX } from 'preact';
import type { AlertChannel, AlertRule } from '@log-monitor/monitor-api';
import { testChannel } from '../../../api/alert-question.js';
import { ActionButton } from '../../../part/action-button.js';
import { Ago } from '../../../part/ago.js';
import { DataTable } from '../../../part/data-table.js';
import { VisibleText } from '../../../part/visible-text.js';
import { countText, countedText } from '../../../text/number-text.js';

interface ChannelTableProps {
  channels: readonly AlertChannel[];
  rules: readonly Pick<AlertRule, 'channels'>[];
  serverNow: number;
  /** A test was sent. */
  onChange: () => void;
}

/** The channels that are configured, and those that rules name and that are not: a message that does not arrive is seen here. */
export function ChannelTable({ channels, rules, serverNow, onChange }: ChannelTableProps): JSX.Element {
  const using = (name: string): number =>
    rules.filter((rule) => rule.channels === 'all' || rule.channels.includes(name)).length;
  return (
    <>
      <LostChannels channels={channels} rules={rules} />
      {channels.length === 0 ? (
        <p class="quiet none">
          None is configured, so nobody is told. Set ALERT_EMAIL_TO and SMTP_URL for e-mail, or SLACK_WEBHOOK_URL.
        </p>
      ) : (
        <DataTable
          label="Channels"
          rows={channels}
          keyOf={({ name }) => name}
          dataOf={({ name }) => ({ 'data-channel': name })}
          columns={[
            { head: 'Channel', cell: ({ name }) => name },
            { head: 'Leads to', cell: ({ target }) => <VisibleText text={target} limit={120} /> },
            { head: 'State', cell: (channel) => <ChannelState channel={channel} serverNow={serverNow} /> },
            { head: 'Waiting', isNumber: true, cell: ({ waiting }) => countText(waiting) },
            {
              head: 'Last delivered',
              cell: ({ lastDeliveredAt }) => <Ago time={lastDeliveredAt} serverNow={serverNow} />,
            },
            { head: 'Used by', isNumber: true, cell: ({ name }) => countedText(using(name), 'rule') },
            { head: 'Test', cell: ({ name }) => <TestButton name={name} onChange={onChange} /> },
          ]}
        />
      )}
    </>
  );
}

/** A channel goes with its variables: whoever takes them away is told which rules reach nobody then. */
function LostChannels({ channels, rules }: Pick<ChannelTableProps, 'channels' | 'rules'>): JSX.Element | null {
  const named = rules.flatMap((rule) => (rule.channels === 'all' ? [] : rule.channels));
  const lost = [...new Set(named)].filter((name) => !channels.some((channel) => channel.name === name));
  if (lost.length === 0) return null;
  return (
    <p class="problem" role="alert">
      <strong>Not configured, though rules name it: </strong>
      {lost.map((name) => (
        <span key={name} class="lost-channel">
          <VisibleText text={name} limit={50} /> ({countedText(named.filter((one) => one === name).length, 'rule')}
          ){' '}
        </span>
      ))}
    </p>
  );
}

function ChannelState({ channel, serverNow }: { channel: AlertChannel; serverNow: number }): JSX.Element {
  const { state, lastError, lastErrorAt, failingSince, failures, nextAttemptAt } = channel;
  if (state !== 'failing') {
    return (
      <>
        {state}
        {lastError !== null && (
          <span class="quiet channel-error">
            last failure <Ago time={lastErrorAt} serverNow={serverNow} />: <VisibleText text={lastError} limit={200} />
          </span>
        )}
      </>
    );
  }
  return (
    <>
      <strong class="is-bad channel-error">
        failing since <Ago time={failingSince} serverNow={serverNow} />:{' '}
        <VisibleText text={lastError ?? ''} limit={300} />
      </strong>
      <span class="quiet channel-error">
        {countedText(failures, 'failure')} in a row
        {nextAttemptAt !== null && (
          <>
            ; next attempt <Ago time={nextAttemptAt} serverNow={serverNow} />
          </>
        )}
      </span>
    </>
  );
}

function TestButton({ name, onChange }: { name: string; onChange: () => void }): JSX.Element {
  return (
    <ActionButton
      label="Send a test"
      name={`Send a test by ${name}`}
      done={({ delivered, detail }) => `${delivered ? 'Delivered' : 'Not delivered'}: ${detail}`}
      question={testChannel(name)}
      onDone={onChange}
    />
  );
}
