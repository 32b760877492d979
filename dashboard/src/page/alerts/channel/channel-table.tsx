import type { JSX } from 'preact';
import type { AlertChannel } from '@log-monitor/monitor-api';
import { testChannel } from '../../../api/alert-question.js';
import { ActionButton } from '../../../part/action-button.js';
import { Ago } from '../../../part/ago.js';
import { DataTable } from '../../../part/data-table.js';
import { VisibleText } from '../../../part/visible-text.js';
import { countText } from '../../../text/number-text.js';

/** The channels that are configured: a message that does not arrive is seen here. */
export function ChannelTable({
  channels,
  serverNow,
}: {
  channels: readonly AlertChannel[];
  serverNow: number;
}): JSX.Element {
  if (channels.length === 0) {
    return (
      <p class="quiet none">
        None is configured, so nobody is told. Set ALERT_EMAIL_TO and SMTP_URL for e-mail, or SLACK_WEBHOOK_URL.
      </p>
    );
  }
  return (
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
        { head: 'Last delivered', cell: ({ lastDeliveredAt }) => <Ago time={lastDeliveredAt} serverNow={serverNow} /> },
        { head: 'Test', cell: ({ name }) => <TestButton name={name} /> },
      ]}
    />
  );
}

function ChannelState({ channel, serverNow }: { channel: AlertChannel; serverNow: number }): JSX.Element {
  const { state, lastError, failingSince } = channel;
  if (state !== 'failing') return <>{state}</>;
  return (
    <strong class="is-bad">
      failing since <Ago time={failingSince} serverNow={serverNow} />:{' '}
      <VisibleText text={lastError ?? ''} limit={300} />
    </strong>
  );
}

function TestButton({ name }: { name: string }): JSX.Element {
  return (
    <ActionButton
      label="Send a test"
      done={({ delivered, detail }) => `${delivered ? 'Delivered' : 'Not delivered'}: ${detail}`}
      question={testChannel(name)}
    />
  );
}
