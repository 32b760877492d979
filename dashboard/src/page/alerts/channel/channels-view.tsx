import type { JSX } from 'preact';
import { askChannels } from '../../../api/alert-question.js';
import { useAnswer } from '../../../api/use-answer.js';
import { ProblemNote } from '../../../part/problem-note.js';
import { ChannelTable } from './channel-table.js';

/** Whom alerts reach, and whether they arrive. */
export function ChannelsView({ round, serverNow }: { round: number; serverNow: number }): JSX.Element {
  const { answer, problem } = useAnswer(askChannels(), round);
  return (
    <section class="card table-card" aria-labelledby="channels-heading" data-alerts="channels">
      <div class="card-head">
        <h2 id="channels-heading">Channels</h2>
        <span class="quiet">whom alerts reach, and whether they arrive</span>
      </div>
      <ProblemNote problem={problem} what="The list of channels" />
      {answer && <ChannelTable channels={answer.channels} serverNow={serverNow} />}
    </section>
  );
}
