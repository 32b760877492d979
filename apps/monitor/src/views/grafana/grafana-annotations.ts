import { Injectable } from '@nestjs/common';
import { EventList } from '../../alerts/decision/event-list.js';
import { AnomalyList } from '../../query/access/anomaly-list.js';
import { DeployList } from '../../query/counts/deploy-list.js';
import { ErrorList } from '../../query/records/error-list.js';
import type { RequestedRange } from '../../query/range/time-range.js';
import { refusing, VariableNames } from '../request/variable-names.js';
import { refuseUnresolved } from '../request/variable-text.js';
import { narrow } from './grafana-narrowing.js';
import { asObject, asText, readGrafanaRequest, readPayload } from './grafana-request.js';

/** SimpleJson's annotation: a mark on a chart. */
export interface Annotation {
  annotation: unknown;
  /** Epoch milliseconds. */
  time: number;
  /** Where it ends, of what lasts. */
  timeEnd?: number;
  isRegion?: boolean;
  title: string;
  tags: string[];
  text: string;
}

const MOST = 200;

/** The newest errors as marks; `critical` as the annotation's query leaves only those. */
@Injectable()
export class GrafanaAnnotations {
  constructor(
    private readonly errorList: ErrorList,
    private readonly deployList: DeployList,
    private readonly variableNames: VariableNames,
    private readonly eventList: EventList,
    private readonly anomalyList: AnomalyList,
  ) {}

  /** @throws QueryError */
  async answer(body: unknown, signal: AbortSignal): Promise<Annotation[]> {
    const now = new Date();
    const request = asObject(body);
    const { range } = readGrafanaRequest(body, now.getTime());
    const annotation = request['annotation'] ?? {};
    const query = (asText(asObject(annotation)['query']) ?? asText(request['query']) ?? '').trim();
    refusing('query', () => refuseUnresolved(query));
    const payload = query.startsWith('{')
      ? readPayload(query)
      : query.toLowerCase() === 'critical'
        ? { level: query }
        : {};
    const { services, levels } = await narrow({ payload, filters: [], variableNames: this.variableNames, signal });
    if (query === 'deploys') {
      const { deploys } = await this.deployList.answer({ range, now, signal });
      return deploys.map(({ service, version, at }) => {
        const text = `${service} ${version}`;
        return { annotation, time: at.getTime(), title: 'deploy', tags: ['deploy', service], text };
      });
    }
    if (query === 'anomalies') return this.#anomalies(annotation, range, signal);
    if (query === 'alerts') return this.#alerts(annotation, range, signal);
    const page = await this.errorList.page({
      filter: { ...(services && { services }), ...(levels && { levels }) },
      range,
      limit: MOST,
      now,
      signal,
    });
    return page.errors.map((record) => ({
      annotation,
      time: Date.parse(record.timestamp),
      title: `${record.service}: ${record.error?.type ?? record.level}`,
      tags: [record.level, record.service],
      text: record.message,
    }));
  }

  /** What was unusual in requests. */
  async #anomalies(annotation: unknown, range: RequestedRange, signal: AbortSignal): Promise<Annotation[]> {
    const asked = { filter: { silenced: 'exclude' }, range, limit: MOST, now: new Date(), signal } as const;
    const { anomalies } = await this.anomalyList.page(asked);
    return anomalies.map(({ title, firstSeen, lastSeen, host, source, detector, score, why }) => {
      const end = { timeEnd: Date.parse(lastSeen), isRegion: true };
      const tags = ['anomaly', detector, host ?? source];
      return { annotation, time: Date.parse(firstSeen), ...end, title: `${title} (${score})`, tags, text: why };
    });
  }

  /** What people were told: fired and resolved, and what came between. */
  async #alerts(annotation: unknown, range: RequestedRange, signal: AbortSignal): Promise<Annotation[]> {
    const asked = { ruleId: undefined, key: undefined, range, limit: MOST, cursor: undefined, signal };
    const { events } = await this.eventList.answer(asked);
    return events.map(({ ruleName, key, transition, severity, at, sentence }) => {
      const title = `${transition}: ${ruleName}${key === '' ? '' : ` (${key})`}`;
      return { annotation, time: Date.parse(at), title, tags: ['alert', transition, severity], text: sentence };
    });
  }
}
