import { useEffect, useMemo, useState } from 'preact/hooks';
import { LiveData, type LiveSnapshot, type Wanted } from './live-data.js';

/** The page's live data: asks what is wanted, stands still while the tab is hidden. */
export function useLiveData(wanted: Wanted): { live: LiveData; snapshot: LiveSnapshot } {
  const live = useMemo(() => new LiveData(wanted), []);
  const [snapshot, setSnapshot] = useState(live.snapshot);
  useEffect(() => {
    const unsubscribe = live.subscribe(() => setSnapshot(live.snapshot));
    const readVisibility = (): void => live.setHidden(document.hidden);
    const refresh = (): void => live.refreshNow();
    document.addEventListener('visibilitychange', readVisibility);
    addEventListener('online', refresh);
    readVisibility();
    if (!document.hidden) live.refreshNow();
    return () => {
      unsubscribe();
      document.removeEventListener('visibilitychange', readVisibility);
      removeEventListener('online', refresh);
      live.end();
    };
  }, [live]);
  useEffect(() => live.want(wanted));
  return { live, snapshot };
}
