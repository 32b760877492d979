import type { JSX } from 'preact';
import { type Route, formatRoute, withRecord } from '../navigation/route.js';

/** Leads from the row that is open to its neighbours in the list. */
export function StepLinks({
  id,
  listed,
  route,
  words: [before, after] = ['Newer', 'Older'],
}: {
  id: string;
  /** What the list shows, in its order. */
  listed: readonly { id: string }[];
  /** The page that the row is open in front of. */
  route: Route;
  /** What the row before and the one after are called. */
  words?: readonly [string, string];
}): JSX.Element {
  const at = listed.findIndex((row) => row.id === id);
  return (
    <>
      <StepLink label={before} to={at > 0 ? listed[at - 1] : undefined} route={route} />
      <StepLink label={after} to={at < 0 ? undefined : listed[at + 1]} route={route} />
    </>
  );
}

function StepLink({ label, to, route }: { label: string; to: { id: string } | undefined; route: Route }): JSX.Element {
  if (to === undefined) {
    return (
      <span class="button" aria-disabled="true">
        {label}
      </span>
    );
  }
  return (
    <a class="button" href={formatRoute(withRecord(route, to.id))}>
      {label}
    </a>
  );
}
