import { formatRoute } from './route.js';
import { DEFAULT_SCOPE, type Scope } from './scope.js';

/** A place within the page Alerts. */
export type AlertPlace = Partial<Pick<Scope, 'view' | 'task' | 'rule' | 'key' | 'at' | 'channel' | 'state' | 'mail'>>;

/** The path of the page Alerts. */
export const ALERTS_PATH = 'alerts';

export function atPlace({ range }: Pick<Scope, 'range'>, place: AlertPlace): Scope {
  return { ...DEFAULT_SCOPE, range, ...place };
}

/** The address of a place, with the range that is chosen. */
export function alertAddress(scope: Pick<Scope, 'range'>, place: AlertPlace): string {
  return formatRoute({ page: ALERTS_PATH, scope: atPlace(scope, place) });
}
