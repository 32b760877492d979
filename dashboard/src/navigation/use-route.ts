import { useEffect, useState } from 'preact/hooks';
import { type PageAddress, type Route, formatRoute, parseRoute } from './route.js';

/** The route in the address bar, and its changes by links, the back button and `go`. */
export function useRoute(pages: readonly [PageAddress, ...PageAddress[]]): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash, pages));
  useEffect(() => {
    const read = (): void => setRoute(parseRoute(location.hash, pages));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return route;
}

/** Goes to a route. `replace` leaves no step for the back button: for changes while typing. */
export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  const hash = formatRoute(route);
  if (hash === location.hash) return;
  if (how === 'push') {
    location.hash = hash;
    return;
  }
  // replaceState fires no hashchange of its own.
  history.replaceState(history.state, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
