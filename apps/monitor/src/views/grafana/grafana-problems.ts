import { Injectable } from '@nestjs/common';
import { GROUP_SORTS, GROUP_STATES } from '@log-monitor/monitor-api';
import { GroupList } from '../../query/groups/group-list.js';
import { ErrorList } from '../../query/records/error-list.js';
import type { Asked, TargetAnswer } from './asked.js';
import { errorTable, logLines } from './grafana-element.js';
import { readText, readTexts } from './grafana-request.js';
import { groupTable } from './group-table.js';

const DEFAULT_ROWS = 100;
const MOST_ROWS = 1000;

/** Answers Grafana's targets about errors, one by one and as problems. */
@Injectable()
export class GrafanaProblems {
  constructor(
    private readonly errorList: ErrorList,
    private readonly groupList: GroupList,
  ) {}

  /** @throws QueryError */
  async errors({ target, question, narrowing, now, signal }: Asked): Promise<TargetAnswer> {
    const { services, levels, hosts } = narrowing;
    const search = searchOf(target.payload);
    const page = await this.errorList.page({
      filter: {
        ...(services && { services }),
        ...(levels && { levels }),
        ...(hosts && { hosts }),
        ...(search !== undefined && { search }),
      },
      range: question.range,
      limit: rowLimit(readText(target.payload, 'limit')),
      now,
      signal,
    });
    const asLogs = readText(target.payload, 'format') === 'logs' && target.type !== 'table';
    const element = asLogs ? logLines(page.errors, target.refId) : errorTable(page.errors, target.refId);
    return { elements: [element], completeness: page };
  }

  /** @throws QueryError */
  async groups({ target, question, narrowing, now, signal }: Asked): Promise<TargetAnswer> {
    const states = readTexts(target.payload['state']);
    const sort = readText(target.payload, 'sort');
    const page = await this.groupList.page({
      filter: {
        services: narrowing.services,
        states: GROUP_STATES.filter((state) => states.includes(state)),
        search: searchOf(target.payload),
      },
      range: question.range,
      sort: GROUP_SORTS.find((name) => name === sort) ?? 'count',
      order: 'desc',
      limit: rowLimit(readText(target.payload, 'limit')),
      now,
      signal,
    });
    return { elements: [groupTable(page.groups, target.refId)], completeness: page };
  }
}

function searchOf(payload: Asked['target']['payload']): string | undefined {
  return readText(payload, 'search')?.slice(0, 500);
}

function rowLimit(value: string | undefined): number {
  const rows = Math.floor(Number(value));
  return rows >= 1 ? Math.min(rows, MOST_ROWS) : DEFAULT_ROWS;
}
