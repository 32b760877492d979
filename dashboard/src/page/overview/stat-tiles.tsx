import type { JSX } from 'preact';
import type { ServiceTotals, ServicesAnswer, StatisticsAnswer } from '@log-monitor/monitor-api';
import type { Scope } from '../../navigation/scope.js';
import { Tile } from '../../part/tile.js';
import { countText, rateText } from '../../text/number-text.js';

/** The figures of the range: of all services, or of the one that is chosen. */
export function StatTiles({
  stats,
  services,
  scope,
}: {
  stats: StatisticsAnswer | undefined;
  services: ServicesAnswer | undefined;
  scope: Scope;
}): JSX.Element {
  const counts = stats && countsOf(stats, scope.service);
  const rows = services?.services;
  const failing = rows?.filter((row) => row.status === 'failing').length;
  const silent = rows?.filter((row) => row.status === 'silent').length ?? 0;
  return (
    <section class="tiles" aria-label="Statistics">
      <Tile name="records" label="Records" value={countText(counts?.total)} />
      <Tile name="errors" label="Errors" value={countText(counts?.errors)} note="ERROR and CRITICAL" tone="error" />
      <Tile
        name="critical"
        label="Critical"
        value={countText(counts?.critical)}
        {...(counts && counts.critical > 0 ? { tone: 'critical' as const } : {})}
      />
      <Tile name="rate" label="Error rate" value={rateText(counts?.error_rate)} note="errors per record" />
      <Tile
        name="failing"
        label="Services failing"
        value={rows === undefined ? '–' : `${countText(failing)} of ${countText(rows.length)}`}
        note={silent > 0 ? `${countText(silent)} silent` : 'errors in the last 5 minutes'}
        {...(failing ? { tone: 'error' as const } : {})}
      />
    </section>
  );
}

/** One service's figures, zeros for a service without records in the range. */
function countsOf(stats: StatisticsAnswer, service: string): ServiceTotals {
  if (service === '') {
    return {
      total: stats.total_logs,
      errors: stats.total_errors,
      critical: stats.by_level['CRITICAL'] ?? 0,
      error_rate: stats.error_rate,
    };
  }
  // hasOwn: a service may be called "constructor".
  const own = Object.hasOwn(stats.by_service, service) ? stats.by_service[service] : undefined;
  return own ?? { total: 0, errors: 0, critical: 0, error_rate: 0 };
}
