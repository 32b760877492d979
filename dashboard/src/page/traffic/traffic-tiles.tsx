import { type JSX } from 'preact';
import type { AccessFigures, AccessSummaryAnswer } from '@log-monitor/monitor-api';
import { Tile } from '../../part/tile.js';
import { changeText, countText, millisecondsText, perSecondText, rateText } from '../../text/number-text.js';

/** The figures of the range, each with its change against the range before. */
export function TrafficTiles({ answer }: { answer: AccessSummaryAnswer | undefined }): JSX.Element {
  const figure = (
    name: string,
    label: string,
    valueOf: (figures: AccessFigures) => number | null,
    textOf: (value: number) => string,
  ): Parameters<typeof Tile>[0] => {
    const now = answer && valueOf(answer.current);
    const before = answer && valueOf(answer.before);
    const isKnown = typeof now === 'number' && typeof before === 'number';
    return {
      name,
      label,
      value: typeof now === 'number' ? textOf(now) : '–',
      note: isKnown ? `${changeText(now, before)}${textOf(before)} before` : 'none before to compare with',
    };
  };
  const bad = (count: number | undefined): { tone?: 'error' } => (count ? { tone: 'error' } : {});
  return (
    <section class="tiles" aria-label="Figures">
      <Tile {...figure('requests', 'Requests', ({ requests }) => requests, countText)} />
      <Tile {...figure('per-second', 'Requests per second', ({ perSecond }) => perSecond, perSecondText)} />
      <Tile {...figure('error-share', 'Errors, status 400 and more', ({ errorRate }) => errorRate, rateText)} />
      <Tile
        {...figure('faults', 'Server faults, 5xx', ({ faults }) => faults, countText)}
        {...bad(answer?.current.faults)}
      />
      <Tile {...figure('p95', 'Latency, p95', ({ latency }) => latency.p95, millisecondsText)} />
      <Tile {...figure('clients', 'Distinct clients', ({ clients }) => clients, countText)} />
    </section>
  );
}
