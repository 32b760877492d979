import { type JSX } from 'preact';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { useLiveData } from '../live/use-live-data.js';
import { type LiveSnapshot } from '../live/live-data.js';
import { type Route } from '../navigation/route.js';
import { type Scope } from '../navigation/scope.js';
import { go, useRoute } from '../navigation/use-route.js';
import { countedText } from '../text/number-text.js';
import { ConnectionBanner } from './connection-banner.js';
import { STATE_WORDS, stateOf } from './connection-badge.js';
import { isListInUse } from './overview/list-in-use.js';
import { OverviewPage } from './overview/overview-page.js';
import { PageHeader } from './page-header.js';
import { RecordPanel } from './record/record-panel.js';
import { useMediaQuery } from '../part/use-media-query.js';

/** As in record.css: below this width the panel lies in front of everything. */
const PANEL_COVERS_PAGE = '(width < 760px)';

/** The whole page: what the route names, on live data. */
export function App(): JSX.Element {
  const route = useRoute();
  const list = useRef<HTMLDivElement>(null);
  const openId = route.page === 'record' ? route.id : undefined;
  const isOpen = useRef(false);
  isOpen.current = openId !== undefined;
  const { live, snapshot } = useLiveData(route.scope, () => !isOpen.current && !isListInUse(list.current));
  const isCovered = useMediaQuery(PANEL_COVERS_PAGE) && openId !== undefined;
  const close = useCallback(() => closeRecord(route), [route]);
  useDocumentTitle(snapshot);
  useFocusReturn(openId);
  useEscape(openId === undefined ? undefined : close);
  const changeScope = (scope: Scope, how?: 'push' | 'replace'): void => go({ ...route, scope }, how);
  return (
    <div class="page" data-open={openId !== undefined}>
      <div inert={isCovered}>
        <PageHeader
          route={route}
          live={live}
          snapshot={snapshot}
          onRange={(range) => changeScope({ ...route.scope, range })}
        />
        <ConnectionBanner snapshot={snapshot} onRetry={() => live.refreshNow()} />
        <main>
          <OverviewPage
            scope={route.scope}
            live={live}
            snapshot={snapshot}
            listRef={list}
            openId={openId}
            onScope={changeScope}
          />
        </main>
      </div>
      {openId !== undefined && (
        <RecordPanel id={openId} scope={route.scope} listed={snapshot.feed.answer?.shown ?? []} onClose={close} />
      )}
    </div>
  );
}

function closeRecord(route: Route): void {
  go({ page: 'overview', scope: route.scope });
}

function useDocumentTitle(snapshot: LiveSnapshot): void {
  const errors = snapshot.stats.answer?.total_errors;
  const state = stateOf(snapshot).kind;
  useEffect(() => {
    const parts = [
      ...(state === 'live' ? [] : [STATE_WORDS[state]]),
      ...(errors === undefined ? [] : [countedText(errors, 'error')]),
    ];
    document.title = [...parts, 'log-monitor'].join(' · ');
  }, [errors, state]);
}

/** After closing, the focus is where the reader left the list. */
function useFocusReturn(openId: string | undefined): void {
  const lastOpen = useRef<string | undefined>(undefined);
  useEffect(() => {
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
