import { type JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type StoredRecord } from '../api/answer.js';
import { useLiveData } from '../live/use-live-data.js';
import { type LiveSnapshot } from '../live/live-data.js';
import { type Route, openIdOf, withRange, withRecord } from '../navigation/route.js';
import { DEFAULT_SCOPE, type Scope } from '../navigation/scope.js';
import { go, useRoute } from '../navigation/use-route.js';
import { countedText } from '../text/number-text.js';
import { ConnectionBanner } from './connection-banner.js';
import { STATE_WORDS, stateOf } from './connection-badge.js';
import { LogsPage } from './logs/logs-page.js';
import { OverviewPage } from './overview/overview-page.js';
import { PageHeader } from './page-header.js';
import { RecordPanel } from './record/record-panel.js';
import { isListInUse } from '../part/list-in-use.js';
import { useMediaQuery } from '../part/use-media-query.js';

/** As in record.css: below this width the panel lies in front of everything. */
const PANEL_COVERS_PAGE = '(width < 760px)';

/** The whole page: what the route names, on live data. */
export function App(): JSX.Element {
  const route = useRoute();
  const list = useRef<HTMLDivElement>(null);
  const openId = openIdOf(route);
  const scope: Scope = route.page === 'logs' ? { ...DEFAULT_SCOPE, range: route.scope.range } : route.scope;
  const [found, setFound] = useState<readonly StoredRecord[]>([]);
  const isOpen = useRef(false);
  isOpen.current = openId !== undefined;
  const isFollowing = (): boolean => !isOpen.current && !isListInUse(list.current);
  const { live, snapshot } = useLiveData(scope, { isFollowing, showsErrors: route.page !== 'logs' });
  const isCovered = useMediaQuery(PANEL_COVERS_PAGE) && openId !== undefined;
  const close = useCallback(() => closeRecord(route), [route]);
  useDocumentTitle(snapshot);
  useFocusReturn(openId);
  useEscape(openId === undefined ? undefined : close);
  return (
    <div class="page" data-open={openId !== undefined}>
      <div inert={isCovered}>
        <PageHeader route={route} live={live} snapshot={snapshot} onRange={(range) => go(withRange(route, range))} />
        <ConnectionBanner snapshot={snapshot} onRetry={() => live.refreshNow()} />
        <main>
          {route.page === 'logs' ? (
            <LogsPage
              route={route}
              live={snapshot}
              listRef={list}
              isFollowing={isFollowing}
              onScope={(changed, how) => go({ ...route, scope: changed }, how)}
              onFound={setFound}
            />
          ) : (
            <OverviewPage
              scope={route.scope}
              live={live}
              snapshot={snapshot}
              listRef={list}
              openId={openId}
              onScope={(changed, how) => go({ ...route, scope: changed }, how)}
            />
          )}
        </main>
      </div>
      {openId !== undefined && (
        <RecordPanel
          id={openId}
          route={route}
          listed={route.page === 'logs' ? found : (snapshot.feed.answer?.shown ?? [])}
          onClose={close}
        />
      )}
    </div>
  );
}

function closeRecord(route: Route): void {
  go(withRecord(route, undefined));
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
