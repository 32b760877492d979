import { Injectable } from '@nestjs/common';
import type { GroupListAnswer, ReportProblem, ReportProblems } from '@log-monitor/monitor-api';
import { GroupList } from '../../query/groups/group-list.js';
import type { TimeRange } from '../../query/range/time-range.js';

const ROWS = 10;
/** What people have put aside is no news. */
const STATES = ['open', 'resolved'] as const;

/** The problems of a span: those with the most errors, and those that are new. */
@Injectable()
export class ProblemTally {
  constructor(private readonly list: GroupList) {}

  /** @throws QueryError */
  async make(range: TimeRange, now: Date): Promise<ReportProblems> {
    const asked = { range, sort: 'count', order: 'desc', limit: ROWS, now } as const;
    const top = await this.list.page({ ...asked, filter: { states: STATES } });
    const fresh = await this.list.page({ ...asked, filter: { states: STATES, firstSeen: 'inRange' } });
    const { from, to } = top.range;
    return { count: top.total, newCount: fresh.total, top: rowsOf(top), new: rowsOf(fresh), from, to };
  }
}

function rowsOf({ groups, range }: GroupListAnswer): ReportProblem[] {
  return groups.map(({ id, title, culprit, services, count, before, firstSeen }) => ({
    ...{ id, title, culprit, services, count, before, isNew: firstSeen >= range.from },
  }));
}
