import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { STATE_WORDS, stateOf } from '../../live/connection-state.js';
import type { LiveSnapshot } from '../../live/live-data.js';
import { useLiveData } from '../../live/use-live-data.js';
import { withRecord } from '../../navigation/route.js';
import { DEFAULT_SCOPE, type Scope } from '../../navigation/scope.js';
import { go, useRoute } from '../../navigation/use-route.js';
import { useMediaQuery } from '../../part/use-media-query.js';
import { countedText } from '../../text/number-text.js';
import type { Listing, Page } from '../page.js';
import { PAGES } from './pages.js';
import { RecordPanel } from '../record/record-panel.js';
import { ConnectionBanner } from './connection-banner.js';
import { PageHeader } from './page-header.js';

/** As in record.css: below this width the panel lies in front of everything. */
const PANEL_COVERS_PAGE = '(width < 760px)';

/** The whole page: what the route names, on live data. */
export function App(): JSX.Element {
  const route = useRoute(PAGES);
  const page: Page = PAGES.find(({ path }) => path === route.page) ?? PAGES[0];
  const { id, scope } = route;
  const Details = page.Details ?? RecordPanel;
  // What is polled for the header alone depends on nothing but the range.
  const wanted = page.polls.length > 0 ? scope : { ...DEFAULT_SCOPE, range: scope.range };
  const { live, snapshot } = useLiveData({ scope: wanted, polls: page.polls });
  const [listed, setListed] = useState<Listing>([]);
  const isCovered = useMediaQuery(PANEL_COVERS_PAGE) && id !== undefined;
  const close = useCallback(() => go(withRecord(route, undefined)), [route]);
  const change = (changed: Scope, how?: 'push' | 'replace'): void => go({ ...route, scope: changed }, how);
  useDocumentTitle(snapshot);
  useFocusReturn(id);
  useEscape(id === undefined ? undefined : close);
  return (
    <div class="page" data-open={id !== undefined}>
      <div inert={isCovered}>
        <PageHeader route={route} live={live} snapshot={snapshot} onRange={(range) => change({ ...scope, range })} />
        <ConnectionBanner snapshot={snapshot} onRetry={() => live.refreshNow()} />
        <main>
          <h1 class="off-screen">{page.words}</h1>
          <page.View key={page.path} route={route} snapshot={snapshot} onScope={change} onListed={setListed} />
        </main>
      </div>
      {id !== undefined && <Details id={id} route={route} listed={listed} onClose={close} />}
    </div>
  );
}

function useDocumentTitle(snapshot: LiveSnapshot): void {
  const errors = snapshot.parts.stats.answer?.total_errors;
  const state = stateOf(snapshot).kind;
  useEffect(() => {
    const parts = [
      ...(state === 'live' ? [] : [STATE_WORDS[state]]),
      ...(errors === undefined ? [] : [countedText(errors, 'error')]),
    ];
    document.title = [...parts, 'log-monitor'].join(' · ');
  }, [errors, state]);
}

/** After closing, the focus is where the reader left the list: before the next key can be pressed, so not after a paint. */
function useFocusReturn(openId: string | undefined): void {
  const lastOpen = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    if (openId === undefined && lastOpen.current !== undefined) {
      const row = document.querySelector<HTMLElement>(`[data-record="${CSS.escape(lastOpen.current)}"]`);
      row?.focus({ preventScroll: true });
    }
    lastOpen.current = openId;
  }, [openId]);
}

function useEscape(action: (() => void) | undefined): void {
  useEffect(() => {
    if (action === undefined) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') action();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [action]);
}
