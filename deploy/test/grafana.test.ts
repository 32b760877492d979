import { describe, expect, it } from 'vitest';
import { readDashboardProviders, readDashboards, readDataSources, readPanelQuestions } from './grafana-files.js';

/** The Grafana targets that the monitor has; a dashboard may ask for nothing else. */
const TARGETS = [
  'error_count',
  'error_by_service',
  'error_by_level',
  'error_rate',
  'errors',
  'log_count',
  'log_by_service',
  'log_by_level',
  'services',
  'ingest_lag',
  'ledger_missing',
  'access_requests',
  'access_rps',
  'access_status',
  'access_latency_avg',
  'access_latency_p50',
  'access_latency_p95',
  'access_latency_p99',
  'access_latency_max',
  'access_error_rate',
  'access_fault_rate',
  'access_bytes',
  'access_top_urls',
  'access_top_slow',
  'access_top_errors',
  'access_projects',
  'access_clients',
  'access_lines',
  'access_errors',
  'access_sources',
  'access_anomalies',
  'access_causes',
  'access_anomaly_score',
];

describe('the Grafana files', () => {
  it('name data sources with fixed ids, reached inside the compose network with the token of the environment', () => {
    const sources = readDataSources();
    expect(sources.map(({ uid, type, url }) => ({ uid, type, url }))).toEqual([
      {
        uid: 'log-monitor',
        type: 'simpod-json-datasource',
        url: 'http://logmonitor-service:9094/api/v1/grafana',
      },
      {
        uid: 'log-monitor-rest',
        type: 'yesoreyeram-infinity-datasource',
        url: 'http://logmonitor-service:9094/api/v1',
      },
    ]);
    expect(sources.filter(({ isDefault }) => isDefault)).toHaveLength(1);
    for (const source of sources) {
      expect(source.jsonData.httpHeaderName1).toBe('Authorization');
      expect(source.secureJsonData.httpHeaderValue1).toBe('Bearer ${LOG_MONITOR_TOKEN}');
    }
  });

  it('provide dashboards from a folder', () => {
    expect(readDashboardProviders().map(({ options }) => options.path)).toEqual(['/var/lib/grafana/dashboards']);
  });

  it('hold dashboards whose panels use a data source that exists, each under its own id and in its own place', () => {
    const known = new Map(readDataSources().map(({ uid, type }) => [uid, type]));
    const dashboards = readDashboards();
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    for (const { panels } of dashboards) {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const panel of panels) {
        for (const { datasource } of [panel, ...panel.targets]) expect(known.get(datasource.uid)).toBe(datasource.type);
        expect(panel.gridPos.x + panel.gridPos.w).toBeLessThanOrEqual(24);
      }
      expect(overlapping(panels.map(({ gridPos }) => gridPos))).toEqual([]);
    }
  });

  it('ask only what the monitor can answer, and each of its targets at least once', () => {
    const questions = readPanelQuestions();
    expect(questions.length).toBeGreaterThanOrEqual(TARGETS.length);
    expect(new Set(questions.map(({ target }) => target))).toEqual(new Set(TARGETS));
  });
});

interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

function overlapping(places: Place[]): [Place, Place][] {
  return places.flatMap((a, index) =>
    places
      .slice(index + 1)
      .filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)
      .map((b): [Place, Place] => [a, b]),
  );
}
