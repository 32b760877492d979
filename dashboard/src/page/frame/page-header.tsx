import type { JSX } from 'preact';
import type { LiveData, LiveSnapshot } from '../../live/live-data.js';
import { type Route, formatRoute } from '../../navigation/route.js';
import { DEFAULT_SCOPE, RANGES, type RangeId, type Scope, wordsOfRange } from '../../navigation/scope.js';
import { Choice } from '../../part/choice.js';
import { ThemeButton } from '../../part/theme-button.js';
import { countText } from '../../text/number-text.js';
import { parseTime } from '../../text/time-text.js';
import type { Page } from '../page.js';
import { PAGES } from './pages.js';
import { ConnectionBadge } from './connection-badge.js';
import { LedgerProof } from './ledger-proof.js';

const RANGE_OPTIONS = RANGES.map(({ id, label }) => ({ value: id, label }));

/** Name, state, proof, range, pause and theme: the same on every page. */
export function PageHeader({
  route,
  live,
  snapshot,
  onRange,
}: {
  route: Route;
  live: LiveData;
  snapshot: LiveSnapshot;
  onRange: (range: RangeId) => void;
}): JSX.Element {
  const { stats, ingest } = snapshot.parts;
  const scope = { ...DEFAULT_SCOPE, range: route.scope.range };
  const from = parseTime(stats.answer?.range?.from) ?? 0;
  const gaps = (ingest.answer?.gaps ?? []).filter((gap) => (parseTime(gap.at) ?? 0) >= from);
  return (
    <header class="page-header">
      <a class="brand" href={formatRoute({ page: PAGES[0].path, scope: DEFAULT_SCOPE })}>
        <BrandMark />
        <span class="brand-name">log-monitor</span>
      </a>
      <nav class="pages" aria-label="Pages">
        {PAGES.map((page) => (
          <PageLink
            key={page.path}
            page={page}
            isCurrent={page.path === route.page}
            scope={scope}
            snapshot={snapshot}
          />
        ))}
      </nav>
      <ConnectionBadge snapshot={snapshot} scope={scope} />
      <LedgerProof
        ledger={stats.answer?.ledger}
        gaps={gaps}
        deadLetters={ingest.answer?.deadLetters ?? 0}
        rangeWords={wordsOfRange(snapshot.scope?.range ?? route.scope.range)}
      />
      <div class="page-controls">
        <Choice label="Range" options={RANGE_OPTIONS} value={route.scope.range} onChoose={onRange} />
        <PauseButton isPaused={snapshot.isPaused} onChange={(isPaused) => live.setPaused(isPaused)} />
        <ThemeButton />
      </div>
    </header>
  );
}

function PageLink({
  page: { path, words, waiting },
  isCurrent,
  scope,
  snapshot,
}: {
  page: Page;
  isCurrent: boolean;
  scope: Scope;
  snapshot: LiveSnapshot;
}): JSX.Element {
  const found = waiting?.(snapshot);
  return (
    <a href={formatRoute({ page: path, scope })} aria-current={isCurrent ? 'page' : undefined} title={found?.words}>
      {words}
      {found && (
        <>
          <span class="waiting-count" aria-hidden="true">
            {countText(found.count)}
          </span>
          <span class="off-screen"> {found.words}</span>
        </>
      )}
    </a>
  );
}

function PauseButton({
  isPaused,
  onChange,
}: {
  isPaused: boolean;
  onChange: (isPaused: boolean) => void;
}): JSX.Element {
  const words = isPaused ? 'Go on refreshing' : 'Pause refreshing';
  return (
    <button
      type="button"
      class="button icon-button"
      aria-label={words}
      title={words}
      aria-pressed={isPaused}
      onClick={() => onChange(!isPaused)}
    >
      <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
        <path d={isPaused ? 'M7 4v16l13-8z' : 'M6 4h4v16H6zM14 4h4v16h-4z'} fill="currentColor" />
      </svg>
    </button>
  );
}

function BrandMark(): JSX.Element {
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M7 9h11M7 16h6M7 23h9" />
      <circle cx="23" cy="18" r="5" />
    </svg>
  );
}
