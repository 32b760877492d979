import type { JSX } from 'preact';
import type { AccessFigures, AccessSummaryAnswer } from '@log-monitor/monitor-api';
import { Tile } from '../../part/tile.js';
import { changeText, countText, millisecondsText, perSecondText, rateText } from '../../text/number-text.js';

interface Figure {
  name: string;
  label: string;
  explanation: string;
  valueOf: (figures: AccessFigures) => number | null;
  textOf: (value: number) => string;
  /** Whether more than none is bad. */
  isBad?: boolean;
}

const FIGURES: readonly Figure[] = [
  {
    name: 'requests',
    label: 'Requests',
    explanation: 'Requests in the range that fit the filters, without health checks.',
    valueOf: ({ requests }) => requests,
    textOf: countText,
  },
  {
    name: 'per-second',
    label: 'Requests per second',
    explanation: 'Requests divided by the seconds of the range.',
    valueOf: ({ perSecond }) => perSecond,
    textOf: perSecondText,
  },
  {
    name: 'error-share',
    label: 'Errors, status 400 and more',
    explanation: 'Share of the requests that were answered with status 400 or more; 499, a client that left, is one.',
    valueOf: ({ errorRate }) => errorRate,
    textOf: rateText,
  },
  {
    name: 'faults',
    label: 'Server faults, 5xx',
    explanation: 'Requests that the server failed: status 5xx, or a gRPC status that says so.',
    valueOf: ({ faults }) => faults,
    textOf: countText,
    isBad: true,
  },
  {
    name: 'p95',
    label: 'Latency, p95',
    explanation: '95 of 100 answers took no longer, to within 2 %. Websockets and streams are not measured.',
    valueOf: ({ latency }) => latency.p95,
    textOf: millisecondsText,
  },
  {
    name: 'clients',
    label: 'Distinct clients',
    explanation: 'Different client addresses, off by about 1 %.',
    valueOf: ({ clients }) => clients,
    textOf: countText,
  },
];

/** The figures of the range, each with its change against the range before. */
export function TrafficTiles({ answer }: { answer: AccessSummaryAnswer | undefined }): JSX.Element {
  return (
    <section class="tiles" aria-label="Figures">
      {FIGURES.map((figure) => (
        <FigureTile key={figure.name} figure={figure} answer={answer} />
      ))}
    </section>
  );
}

function FigureTile({
  figure: { name, label, explanation, valueOf, textOf, isBad = false },
  answer,
}: {
  figure: Figure;
  answer: AccessSummaryAnswer | undefined;
}): JSX.Element {
  const now = (answer && valueOf(answer.current)) ?? null;
  const before = (answer && valueOf(answer.before)) ?? null;
  return (
    <Tile
      name={name}
      label={label}
      explanation={`${explanation} Below it: the same of the range before, which is as long.`}
      value={now === null ? '–' : textOf(now)}
      note={noteOf(now, before, textOf, answer)}
      tone={isBad && now !== null && now > 0 ? 'error' : 'plain'}
    />
  );
}

function noteOf(
  now: number | null,
  before: number | null,
  textOf: Figure['textOf'],
  answer: AccessSummaryAnswer | undefined,
): string {
  if (now !== null && before !== null) return `${changeText(now, before)}${textOf(before)} before`;
  // Not every log has durations, and percentiles and clients are kept for some of the filters alone.
  const isUnknown = now === null && answer !== undefined && answer.current.requests > 0;
  return isUnknown ? 'not known of these requests' : 'none before to compare with';
}
