import { Injectable } from '@nestjs/common';
import type { Completeness } from '@log-monitor/monitor-api';
import { completenessAt } from '../database/completeness.js';
import { closeRange } from '../range/close-range.js';
import { QueryPool } from '../database/query-pool.js';
import type { Statement } from '../database/statement.js';
import { listOrNull } from '../database/filter-values.js';
import type { StatisticsQuestion } from './statistics.js';

export interface Deploy {
  service: string;
  version: string;
  /** Arrival of the first record of the version. */
  at: Date;
}

interface DeployAnswer extends Completeness {
  deploys: Deploy[];
}

/** The first record of each version of a service, in [$1, $2), services $3 or null. A service's first version is no deploy. */
export const DEPLOYS: Statement = {
  name: 'deploys',
  text: `
SELECT service.name AS service, first.version, first.at
  FROM (
    SELECT source.service_id, source.version, min(l.first_seen) AS at,
           row_number() OVER (PARTITION BY source.service_id ORDER BY min(l.first_seen)) AS number
      FROM source JOIN ledger l ON l.source_id = source.id
     WHERE source.version IS NOT NULL
     GROUP BY source.service_id, source.version
  ) first
  JOIN service ON service.id = first.service_id
 WHERE first.number > 1 AND first.at >= $1 AND first.at < $2 AND ($3::text[] IS NULL OR service.name = ANY($3))
 ORDER BY first.at DESC
 LIMIT 200`,
};

/** When which service began to run in a new version. */
@Injectable()
export class DeployList {
  constructor(private readonly pool: QueryPool) {}

  /** @throws QueryError */
  async answer(question: StatisticsQuestion): Promise<DeployAnswer> {
    return this.pool.snapshot(
      async (snapshot) => {
        const start = await snapshot.start;
        const range = closeRange(start, question.range, question.now);
        const values = [range.from, range.to, listOrNull(question.services)];
        return { ...completenessAt(start), deploys: await snapshot.rows<Deploy>(DEPLOYS, values) };
      },
      { signal: question.signal },
    );
  }
}
