import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Scope } from '../navigation/scope.js';
import { LiveData, type LiveSnapshot } from './live-data.js';

/**
 * The page's live data: asks for the scope, stands still while the tab is hidden.
 *
 * @param options `isFollowing`: see LiveData; read at each refresh. `showsErrors`: the page has the list of errors
 */
export function useLiveData(
  scope: Scope,
  { isFollowing, showsErrors }: { isFollowing: () => boolean; showsErrors: boolean },
): { live: LiveData; snapshot: LiveSnapshot } {
  const live = useMemo(() => new LiveData(scope, isFollowing, showsErrors), []);
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
  useEffect(() => live.setScope(scope, showsErrors), [live, scope, showsErrors]);
  return { live, snapshot };
}
