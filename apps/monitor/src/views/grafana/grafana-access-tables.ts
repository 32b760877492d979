import { Injectable } from '@nestjs/common';
import { ANOMALY_DETECTORS, TOP_ROWS } from '@log-monitor/monitor-api';
import type { AccessFilter } from '../../query/access/access-filter.js';
import { AccessRequestList } from '../../query/access/access-request-list.js';
import { AccessShares } from '../../query/access/access-shares.js';
import { AccessSourceList } from '../../query/access/access-source-list.js';
import { AccessTop, type TopList } from '../../query/access/access-top.js';
import { AnomalyList } from '../../query/access/anomaly-list.js';
import type { Rank } from '../../query/access/ranking.js';
import type { AccessTargetAnswer, AskedOfAccess } from './access-asked.js';
import { anomalyScores, anomalyTable, projectTable, requestTable, sourceTable, topTable } from './access-tables.js';
import { emptyElement } from './grafana-element.js';
import { readText, readTexts } from './grafana-request.js';

type Asked = AskedOfAccess & { filter: AccessFilter };

const LINES = 100;
const MOST_ROWS = 1000;

/** Tables of Grafana's targets about web servers. */
@Injectable()
export class GrafanaAccessTables {
  constructor(
    private readonly top: AccessTop,
    private readonly shares: AccessShares,
    private readonly requestList: AccessRequestList,
    private readonly sourceList: AccessSourceList,
    private readonly anomalyList: AnomalyList,
  ) {}

  /** @throws QueryError, ProblemError */
  async answer(asked: Asked): Promise<AccessTargetAnswer> {
    switch (asked.target.target) {
      case 'access_top_urls':
        return this.#ranked(asked, 'requests');
      case 'access_top_slow':
        return this.#ranked(asked, 'slowness');
      case 'access_top_errors':
        return this.#ranked(asked, 'errors');
      case 'access_clients':
        return this.#topOf(asked, 'clients', 'requests');
      case 'access_projects':
        return this.#projects(asked);
      case 'access_lines':
        return this.#lines(asked);
      case 'access_sources':
        return this.#sources(asked);
      case 'access_anomalies':
      case 'access_anomaly_score':
        return this.#anomalies(asked);
      default:
        return { elements: [emptyElement(asked.target.target, asked.target.refId)] };
    }
  }

  #ranked(asked: Asked, rank: Rank): Promise<AccessTargetAnswer> {
    const isRoutes = readText(asked.target.payload, 'rows') === 'route';
    return this.#topOf(asked, isRoutes ? 'routes' : 'urls', rank);
  }

  async #topOf({ target, question, filter, now, signal }: Asked, list: TopList, rank: Rank) {
    const limit = rowLimit(readText(target.payload, 'limit'), TOP_ROWS);
    const answer = await this.top.answer({ filter, range: question.range, now, signal, list, rank, limit });
    const name = { urls: 'path', routes: 'route' }[list as string] ?? 'client';
    return { elements: [topTable(name, answer.rows, target.refId)], completeness: answer };
  }

  async #projects({ target, question, filter, now, signal }: Asked): Promise<AccessTargetAnswer> {
    const answer = await this.shares.projects({ filter, range: question.range, now, signal });
    return { elements: [projectTable(answer.projects, target.refId)], completeness: answer };
  }

  async #lines({ target, question, filter, now, signal }: Asked): Promise<AccessTargetAnswer> {
    const search = readText(target.payload, 'search')?.slice(0, 500);
    const limit = rowLimit(readText(target.payload, 'limit'), LINES);
    const page = await this.requestList.page({
      filter: { ...filter, search },
      range: question.range,
      limit,
      now,
      signal,
    });
    return { elements: [requestTable(page.requests, target.refId)], completeness: page };
  }

  async #anomalies({ target, question, filter, now, signal }: Asked): Promise<AccessTargetAnswer> {
    const { target: name, refId, payload } = target;
    const { hosts, clients, sources } = filter;
    const wanted = readTexts(payload['detector']);
    const detectors = ANOMALY_DETECTORS.filter((detector) => wanted.includes(detector));
    const limit = name === 'access_anomalies' ? rowLimit(readText(payload, 'limit'), LINES) : MOST_ROWS;
    const narrowed = { hosts, clients, sources, detectors, silenced: 'exclude' } as const;
    const page = await this.anomalyList.page({ filter: narrowed, range: question.range, limit, now, signal });
    const elements =
      name === 'access_anomalies' ? [anomalyTable(page.anomalies, refId)] : anomalyScores(page.anomalies, name, refId);
    return { elements, completeness: page };
  }

  async #sources({ target, filter, signal }: Asked): Promise<AccessTargetAnswer> {
    const answer = await this.sourceList.answer(filter, signal);
    return { elements: [sourceTable(answer.sources, target.refId)], completeness: answer };
  }
}

function rowLimit(value: string | undefined, fallback: number): number {
  const rows = Math.floor(Number(value));
  return rows >= 1 ? Math.min(rows, MOST_ROWS) : fallback;
}
