import type { JSX } from 'preact';
import type { TailState } from './list-feed.js';
import { useTick } from '../part/use-tick.js';
import { VisibleText } from '../part/visible-text.js';
import { countedText } from '../text/number-text.js';
import { clockText, durationText, parseTime } from '../text/time-text.js';

const WORDS: Record<TailState['kind'], string> = {
  off: '',
  connecting: 'Connecting …',
  live: 'Live',
  lost: 'Not connected',
};

/** The first row of a list that follows: whether the tail stands, its last heartbeat, how complete it is. */
export function TailStatus({ tail }: { tail: TailState }): JSX.Element | null {
  useTick(1000);
  if (tail.kind === 'off') return null;
  return (
    <p class="tail-status" data-tail={tail.kind}>
      <strong role="status">{WORDS[tail.kind]}</strong> {tail.kind === 'lost' && <Reason tail={tail} />}
      {heartbeatWords(tail)}
    </p>
  );
}

function Reason({ tail }: { tail: TailState }): JSX.Element {
  if (tail.problem === undefined) return <>It is tried again. </>;
  const isFinal = tail.problem.code === 'unauthorized';
  return (
    <>
      <VisibleText text={tail.problem.message} /> {isFinal ? '' : 'It is tried again. '}
    </>
  );
}

function heartbeatWords({ heartbeat }: TailState): string {
  if (heartbeat === undefined) return '';
  const { completeThrough, lag } = heartbeat.completeness;
  const through = parseTime(completeThrough);
  const parts = [`heartbeat ${durationText(performance.now() - heartbeat.at)} ago`];
  if (through !== undefined) parts.push(`complete through ${clockText(through)}`);
  if (lag.records !== null && lag.records > 0) parts.push(`${countedText(lag.records, 'record')} waiting in Kafka`);
  return parts.join(', ');
}
