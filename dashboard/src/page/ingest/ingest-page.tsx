import type { ComponentChildren, JSX } from 'preact';
import type { IngestAnswer, IngestGap } from '@log-monitor/monitor-api';
import { serverNow } from '../../live/live-data.js';
import { ProblemNote } from '../../part/problem-note.js';
import { Tile } from '../../part/tile.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { gapText } from '../../text/gap-text.js';
import { bytesText, countText, countedText, perSecondText } from '../../text/number-text.js';
import { clockText, durationText, parseTime } from '../../text/time-text.js';
import type { Page, PageProps } from '../page.js';
import { DeadLetterList } from './dead-letter-list.js';
import { PartitionTable } from './partition-table.js';
import { TrafficTable } from './traffic-table.js';

/** How far the monitor has come with what is in Kafka. */
export const INGEST_PAGE: Page = {
  path: 'ingest',
  words: 'Ingest',
  filters: [],
  polls: [],
  waiting: ({ parts }) => {
    const count = parts.ingest.answer?.deadLetters ?? 0;
    return count > 0 ? { count, words: countedText(count, 'dead letter') } : undefined;
  },
  View: IngestPage,
};

function IngestPage({ route, snapshot }: PageProps): JSX.Element {
  const { answer, problem } = snapshot.parts.ingest;
  const now = serverNow(snapshot);
  return (
    <div class="cards">
      <ProblemNote problem={problem} what="The state of ingest" />
      {answer === undefined && problem === undefined && <p class="quiet loading">Loading …</p>}
      {answer && <Totals answer={answer} />}
      {answer && (
        <Card title="Partitions" words="what is stored of each, and how fast">
          {answer.partitions.length === 0 ? (
            <p class="quiet none">
              No partition is read yet: the monitor waits for its topics, or has just been set up.
            </p>
          ) : (
            <PartitionTable rows={answer.partitions} serverNow={now} />
          )}
        </Card>
      )}
      {answer && (
        <Card title="Services" words="what comes of each, the busiest first">
          {answer.services.length === 0 ? (
            <p class="quiet none">Nothing has come in during the last seconds.</p>
          ) : (
            <TrafficTable rows={answer.services} />
          )}
        </Card>
      )}
      {answer && (
        <Card
          title="Dead letters"
          words="messages that could not be read as records; none of them is counted elsewhere"
        >
          <DeadLetterList route={route} count={answer.deadLetters} />
        </Card>
      )}
      {answer && (
        <Card title="Gaps" words="offsets that Kafka no longer had when they were to be read">
          <Gaps gaps={answer.gaps} />
        </Card>
      )}
    </div>
  );
}

function Card({ title, words, children }: { title: string; words: string; children: ComponentChildren }): JSX.Element {
  const id = `${title.toLowerCase().replace(' ', '-')}-heading`;
  return (
    <section class="card table-card" aria-labelledby={id}>
      <div class="card-head">
        <h2 id={id}>{title}</h2>
        <span class="quiet">{words}</span>
      </div>
      {children}
    </section>
  );
}

function Totals({ answer }: { answer: IngestAnswer }): JSX.Element {
  const { partitions, lag, completeThrough, gaps, deadLetters } = answer;
  const sum = (name: 'recordsPerSecond' | 'bytesPerSecond'): number =>
    partitions.reduce((total, partition) => total + partition[name], 0);
  const through = parseTime(completeThrough);
  const behind = lag.seconds === null ? 'age not known' : `${durationText(lag.seconds * 1000)} behind`;
  const waitingNote = lag.records === null ? 'Kafka is not reached' : lag.records === 0 ? 'caught up' : behind;
  const bad = (count: number): { tone?: 'error' } => (count > 0 ? { tone: 'error' } : {});
  return (
    <section class="tiles" aria-label="Totals">
      <Tile name="waiting" label="Waiting in Kafka" value={countText(lag.records)} note={waitingNote} />
      <Tile
        name="through"
        label="Complete through"
        value={through === undefined ? '–' : clockText(through)}
        note="all that was in Kafka then is stored"
      />
      <Tile name="records-rate" label="Records per second" value={perSecondText(sum('recordsPerSecond'))} />
      <Tile name="bytes-rate" label="Bytes per second" value={bytesText(sum('bytesPerSecond'))} />
      <Tile name="gaps" label="Gaps" value={countText(gaps.length)} {...bad(gaps.length)} />
      <Tile
        name="dead-letters"
        label="Dead letters"
        value={countText(deadLetters)}
        note="could not be read, kept aside"
        {...bad(deadLetters)}
      />
    </section>
  );
}

function Gaps({ gaps }: { gaps: readonly IngestGap[] }): JSX.Element {
  if (gaps.length === 0) return <p class="quiet none">None: everything was read before Kafka deleted it.</p>;
  return (
    <ul class="gaps">
      {gaps.map((gap) => (
        <li key={`${gap.topic}/${gap.partition}/${gap.from}/${gap.at}`}>
          <TimeStamp time={gap.at} isFull /> <VisibleText text={`${gap.topic}/${gap.partition}`} limit={120} />:{' '}
          {gapText(gap)}.
        </li>
      ))}
    </ul>
  );
}
