import type { JSX } from 'preact';
import { askAlertRules, askChannels } from '../../../api/alert-question.js';
import { useAnswer } from '../../../api/use-answer.js';
import { serverNow } from '../../../live/live-data.js';
import { ProblemNote } from '../../../part/problem-note.js';
import type { PageProps } from '../../page.js';
import { ChannelTable } from './channel-table.js';
import { MessageList } from './message-list.js';

/** Whom alerts reach, and whether they arrive. */
export function ChannelsView({
  route: { scope },
  snapshot,
  round,
  onScope,
  onChange,
}: Pick<PageProps, 'route' | 'snapshot' | 'onScope'> & { round: number; onChange: () => void }): JSX.Element {
  const { answer, problem } = useAnswer(askChannels(), round);
  const rules = useAnswer(askAlertRules(), round);
  const now = serverNow(snapshot);
  return (
    <>
      <section class="card table-card" aria-labelledby="channels-heading" data-alerts="channels">
        <div class="card-head">
          <h2 id="channels-heading">Channels</h2>
          <span class="quiet">whom alerts reach, and whether they arrive; variables of the monitor configure them</span>
        </div>
        <ProblemNote problem={problem} what="The list of channels" />
        {answer && (
          <ChannelTable
            channels={answer.channels}
            rules={rules.answer?.rules ?? []}
            serverNow={now}
            onChange={onChange}
          />
        )}
      </section>
      {answer && <MessageList channels={answer.channels} {...{ scope, round, onScope }} serverNow={now} />}
    </>
  );
}
