import { Injectable } from '@nestjs/common';
import { ALERT_SUPPRESSIONS, ALERT_VERDICTS, type AlertDecisionAnswer, type AlertRule } from '@log-monitor/monitor-api';
import { Configuration } from '../../configuration/configuration.js';
import { completenessAt } from '../../query/database/completeness.js';
import { QueryPool } from '../../query/database/query-pool.js';
import { MINUTE_MS } from '../../time/durations.js';
import { kindOf } from '../kind/kind-list.js';
import { problemNames } from '../measure/problem-words.js';
import { floorMinute, type Read } from '../measure/read-measurements.js';
import { readingSnapshot } from '../measure/reading.js';
import { type RuleRow, ruleOf } from '../rule/stored-rule.js';
import { lateSince } from './late-since.js';
import { decisionRow } from './write-decisions.js';
import { readEvents } from './event-list.js';
import { explain } from './explain.js';

/** The decisions of one rule in one minute: positions of the rule in the arrays, and what stands there. */
const READ_DECISION = `
  SELECT d.clock, d.due_at AS "dueAt", d.decided_at AS "decidedAt", d.waited,
         coalesce((SELECT jsonb_agg(jsonb_build_object('key', s.keys[i], 'version', s.versions[i], 'verdict', d.verdicts[i], 'suppressed', d.suppressed[i],
             'value', d.measured[i], 'volume', d.volumes[i]) ORDER BY s.keys[i])
           FROM unnest(array_positions(s.rule_ids, $2)) i WHERE $3::text IS NULL OR s.keys[i] = $3), '[]') AS items
    FROM alert_decision d LEFT JOIN alert_subjects s ON s.id = d.subjects_id
   WHERE d.minute = $1 AND ($4::text[] IS NULL OR d.clock = ANY($4))
   ORDER BY array_position(s.rule_ids, $2) NULLS LAST LIMIT 1`;

const READ_VERSION = `
  SELECT v.rule_id AS id, coalesce(r.source, 'api') AS source, v.version, v.body, v.at AS updated_at
    FROM alert_rule_version v LEFT JOIN alert_rule r ON r.id = v.rule_id
   WHERE v.rule_id = $1 AND v.body IS NOT NULL AND ($2::int IS NULL OR v.version = $2) ORDER BY v.version DESC LIMIT 1`;

const READ_THROUGH = 'SELECT evaluated_through AS event, sampled_through AS wall FROM alert_progress';

interface DecisionRow {
  dueAt: Date;
  decidedAt: Date | null;
  waited: string | null;
  items: { key: string; version: number; verdict: number; suppressed: number; value: number | null; volume: number }[];
}

export interface DecisionQuestion {
  ruleId: string;
  at: Date;
  key: string | undefined;
  signal: AbortSignal;
}

/** Why a rule did or did not fire at a moment. */
@Injectable()
export class DecisionByMinute {
  readonly #ownService: string;

  constructor(
    private readonly pool: QueryPool,
    configuration: Configuration,
  ) {
    this.#ownService = configuration.identity.service;
  }

  /**
   * @returns undefined when there never was such a rule
   * @throws QueryError
   */
  async answer({ ruleId, at, key, signal }: DecisionQuestion): Promise<AlertDecisionAnswer | undefined> {
    return this.pool.snapshot(
      async (snapshot) => {
        const read = readingSnapshot(snapshot);
        const newest = await readVersion(read, ruleId, null);
        if (newest === undefined) return undefined;
        const minute = floorMinute(at.getTime());
        // Of a rule that cannot be read it is not known by which clock it was decided.
        const clock = newest.rule && kindOf(newest.rule).clock;
        const rows = newest.rule && [clock, decisionRow(newest.rule)];
        const [row] = await read<DecisionRow>(READ_DECISION, [new Date(minute), ruleId, key ?? null, rows ?? null]);
        const version = row?.items[0]?.version;
        const rule = version === undefined ? undefined : (await readVersion(read, ruleId, version))?.rule;
        const [through] = await read<{ event: Date | null; wall: Date | null }>(READ_THROUGH, []);
        const range = { from: new Date(minute), to: new Date(minute + MINUTE_MS) };
        const late = rule === undefined ? null : await this.#lateSince(read, rule, minute);
        return {
          ruleId,
          minute: new Date(minute).toISOString(),
          ...standing(row, minute, through?.[clock ?? 'wall']?.getTime(), late),
          late,
          dueAt: row?.dueAt.toISOString() ?? null,
          decidedAt: row?.decidedAt?.toISOString() ?? null,
          rule: rule ?? null,
          decisions: rule === undefined ? [] : await decisionsOf(read, rule, row?.items ?? []),
          events: await readEvents(read, { ruleId, key, range, before: undefined, limit: 100 }),
          ...completenessAt(await snapshot.start),
        };
      },
      { signal },
    );
  }

  async #lateSince(read: Read, rule: AlertRule, minute: number): Promise<number | null> {
    return lateSince(read, rule, minute, { now: Date.now(), ownService: this.#ownService });
  }
}

/** @returns rule undefined: it is there, and cannot be read */
async function readVersion(
  read: Read,
  ruleId: string,
  version: number | null,
): Promise<{ rule: AlertRule | undefined } | undefined> {
  const [row] = await read<RuleRow>(READ_VERSION, [ruleId, version]);
  return row && { rule: ruleOf(row) };
}

/**
 * How it stands with the minute.
 *
 * @param through the last minute that was decided, milliseconds since 1970
 * @param late how many records or requests came after it was decided
 */
function standing(
  row: DecisionRow | undefined,
  minute: number,
  through: number | undefined,
  late: number | null,
): Pick<AlertDecisionAnswer, 'state' | 'because'> {
  if (row?.decidedAt == null) {
    if (through !== undefined && minute <= through)
      return {
        state: 'not_evaluated',
        because: 'No monitor evaluated this minute: none was running, or it was too long ago when one was.',
      };
    const waited = row?.waited ? `: ${row.waited}` : '';
    return { state: 'undecided', because: `The window is not decided yet${waited}.` };
  }
  if (row.items.length === 0)
    return {
      state: 'not_evaluated',
      because:
        'The minute was evaluated without this rule or key: it was switched off, could not be read, or did not exist yet.',
    };
  const seconds = Math.round((row.decidedAt.getTime() - minute) / 1000);
  const isDelayed = row.decidedAt.getTime() - row.dueAt.getTime() > MINUTE_MS;
  const why = isDelayed
    ? `; until then it was undecided, because ${row.waited ?? 'ingest was behind or no monitor was running'}`
    : '';
  const since = late ? ` ${late} of its window came later, and are not in the decision.` : '';
  return { state: 'decided', because: `Decided ${seconds} s after the window ended${why}.${since}` };
}

async function decisionsOf(read: Read, rule: AlertRule, items: DecisionRow['items']) {
  const keys = kindOf(rule).about === 'problems' ? items.map(({ key }) => key) : [];
  const names = await problemNames(read, keys);
  return items.map((item) => decisionOf(rule, item, names.get(item.key)));
}

function decisionOf(
  rule: AlertRule,
  item: DecisionRow['items'][number],
  name: string | undefined,
): AlertDecisionAnswer['decisions'][number] {
  const { key, value, volume } = item;
  const verdict = ALERT_VERDICTS[item.verdict] ?? 'undecided';
  const suppressedBy = ALERT_SUPPRESSIONS[item.suppressed - 1] ?? null;
  const because = explain(rule, { key: name ?? key, value, volume }, verdict, suppressedBy ?? 'none');
  return { key, verdict, suppressedBy, value, volume, because };
}
