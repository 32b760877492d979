import type { JSX } from 'preact';
import type { GroupAnswer } from '@log-monitor/monitor-api';
import { Fact, TextFact } from '../../part/fact.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { countText } from '../../text/number-text.js';

/** When, how often, and who is on it. */
export function ProblemFacts({ group }: { group: GroupAnswer }): JSX.Element {
  const { firstSeen, lastSeen, regressedAt, stateAt, state, users, total, assignee } = group;
  return (
    <dl class="facts">
      <Fact name="First seen">
        <TimeStamp time={firstSeen} isFull />
      </Fact>
      <Fact name="Last seen">
        <TimeStamp time={lastSeen} isFull />
      </Fact>
      {regressedAt !== null && (
        <Fact name="Regressed">
          <TimeStamp time={regressedAt} isFull /> <span class="quiet">it had been resolved before</span>
        </Fact>
      )}
      {stateAt !== null && (
        <Fact name={`${state[0]?.toUpperCase() ?? ''}${state.slice(1)}`}>
          <TimeStamp time={stateAt} isFull />
        </Fact>
      )}
      <Fact name="Errors">{countText(total)}</Fact>
      <Fact name="Users">{countText(users)}</Fact>
      <TextFact name="Assigned to" value={assignee} />
    </dl>
  );
}
