import { type Finding, isSilenced } from '@log-monitor/access-anomaly';
import type pg from 'pg';
import type { StoredSilence } from '../silence/stored-silence.js';

const TIMES = ['first_seen', 'found_at', 'last_seen', 'ended_at'] as const;
const FIGURES = ['observed', 'expected', 'share', 'samples', 'span_seconds', 'score', 'why', 'silenced_by'] as const;
const NAMES = ['source_id', 'detector', 'host', 'route', 'client', 'network', 'unit', 'key'] as const;
/** What changes while a finding lasts. */
const CHANGING = ['last_seen', 'ended_at', ...FIGURES] as const;
const TYPES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(TIMES.map((name) => [name, 'float8'])),
  ...{ observed: 'float8', expected: 'float8', share: 'float8', samples: 'bigint', span_seconds: 'int', score: 'int' },
  ...{ silenced_by: 'bigint', source_id: 'int' },
};

const COLUMNS = [...TIMES, ...FIGURES, ...NAMES];
/** A finding that is there already, from before a kill, becomes what it is now. */
const WRITE = `
  INSERT INTO access_anomaly AS a (${COLUMNS.join(', ')})
  SELECT ${COLUMNS.map((name) => ((TIMES as readonly string[]).includes(name) ? `to_timestamp(${name})` : name)).join(', ')}
    FROM unnest(${COLUMNS.map((name, at) => `$${at + 1}::${TYPES[name] ?? 'text'}[]`).join(', ')}) AS given (${COLUMNS.join(', ')})
   ORDER BY key
  ON CONFLICT (key) DO UPDATE SET ${CHANGING.map((name) => `${name} = excluded.${name}`).join(', ')}
  RETURNING (xmax = 0) AS "isNew", detector`;

type Row = Record<(typeof COLUMNS)[number], string | number | null>;

/**
 * Writes findings as they are now.
 *
 * @returns detectors of those that are new, one for each
 */
export async function writeFindings(
  client: pg.PoolClient,
  findings: readonly Finding[],
  silences: readonly StoredSilence[],
): Promise<string[]> {
  if (findings.length === 0) return [];
  const rows = findings.map((finding) => rowOf(finding, silences));
  const { rows: written } = await client.query<{ isNew: boolean; detector: string }>(
    WRITE,
    COLUMNS.map((name) => rows.map((row) => row[name])),
  );
  return written.filter(({ isNew }) => isNew).map(({ detector }) => detector);
}

function rowOf(finding: Finding, silences: readonly StoredSilence[]): Row {
  const { detector, subject, firstSeen, foundAt, lastSeen, endedAt, observed, expected, share, samples } = finding;
  return {
    ...{ detector, observed, expected, share, samples, unit: finding.unit, key: finding.key, why: finding.why },
    ...{ first_seen: firstSeen, found_at: foundAt, last_seen: lastSeen, ended_at: endedAt },
    ...{ span_seconds: finding.span, score: finding.score, source_id: finding.source },
    ...{ host: subject.host ?? null, route: subject.route ?? null },
    ...{ client: subject.client ?? null, network: subject.network ?? null },
    silenced_by: silences.find(({ rule }) => isSilenced([rule], detector, subject))?.id ?? null,
  };
}
