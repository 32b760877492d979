import type { JSX } from 'preact';
import type { IngestGap, LedgerTotals } from '@log-monitor/monitor-api';
import { Hint } from '../../part/hint.js';
import { VisibleText } from '../../part/visible-text.js';
import { gapText } from '../../text/gap-text.js';
import { countText } from '../../text/number-text.js';

/**
 * The ledger's figures for the range: what never arrived, what was given up on purpose, what came twice. The product's
 * proof, therefore always on the screen.
 */
export function LedgerProof({
  ledger,
  gaps,
  deadLetters,
  rangeWords,
}: {
  ledger: LedgerTotals | undefined;
  gaps: readonly IngestGap[];
  deadLetters: number;
  rangeWords: string;
}): JSX.Element {
  const isWhole = ledger !== undefined && ledger.missing === 0 && gaps.length === 0;
  const label = (
    <>
      <span class="ledger-mark" aria-hidden="true">
        {ledger === undefined ? '·' : isWhole ? '✓' : '!'}
      </span>
      <span class="ledger-figures">
        <span class="ledger-figure" data-figure="missing">
          <b>{countText(ledger?.missing)}</b> missing
        </span>
        <span class="ledger-figure" data-figure="dropped">
          <b>{countText(ledger?.dropped)}</b> dropped
        </span>
        <span class="ledger-figure" data-figure="duplicates">
          <b>{countText(ledger?.duplicates)}</b> duplicates
        </span>
        {gaps.length > 0 && (
          <span class="ledger-figure" data-figure="gaps">
            <b>{countText(gaps.length)}</b> {gaps.length === 1 ? 'gap' : 'gaps'}
          </span>
        )}
      </span>
    </>
  );
  const state = ledger === undefined ? 'unknown' : isWhole ? 'whole' : 'broken';
  return (
    <Hint className={`ledger ledger-${state}`} label={label} explanation={explain(rangeWords, gaps, deadLetters)} />
  );
}

function explain(rangeWords: string, gaps: readonly IngestGap[], deadLetters: number): JSX.Element {
  return (
    <>
      <span>
        Every process numbers its records 1, 2, 3, … in the log call. The monitor keeps account of these numbers, so
        that a loss cannot hide. In {rangeWords}:
      </span>
      <span>
        <b>missing</b>: given out, not arrived within 60 s, and no service has reported why.
      </span>
      <span>
        <b>dropped</b>: given up by a service on purpose (queue full, shutdown, …) and reported with the reason.
      </span>
      <span>
        <b>duplicates</b>: arrived more than once; stored and counted once.
      </span>
      {deadLetters > 0 && (
        <span>
          <b>dead letters</b>: {countText(deadLetters)} messages in all could not be read as records and are kept aside.
        </span>
      )}
      {gaps.slice(0, 5).map((gap) => (
        <span key={`${gap.topic}/${gap.partition}/${gap.from}`}>
          <b>gap</b>: {gapText(gap)} of <VisibleText text={`${gap.topic}/${gap.partition}`} limit={120} />.
        </span>
      ))}
    </>
  );
}
