import { Injectable } from '@nestjs/common';
import type { Level } from '@log-monitor/log-record';
import type { StatisticsAnswer } from '@log-monitor/monitor-api';
import { DeployList } from '../../query/counts/deploy-list.js';
import { Histogram } from '../../query/counts/histogram.js';
import { ServiceList } from '../../query/counts/service-list.js';
import { Statistics } from '../../query/counts/statistics.js';
import {
  countTable,
  deployTable,
  emptyElement,
  rateSeries,
  seriesByName,
  seriesTable,
  serviceTable,
  totalSeries,
  totalsByName,
  unknownTarget,
} from './grafana-element.js';
import type { Narrowing } from './grafana-narrowing.js';
import type { Asked, TargetAnswer } from './asked.js';
import { GrafanaProblems } from './grafana-problems.js';
import { isTargetName, type TargetName } from './target-catalog.js';

const ERROR_LEVELS: readonly Level[] = ['ERROR', 'CRITICAL'];

/** Answers Grafana's targets from the read models. */
@Injectable()
export class GrafanaAnswers {
  constructor(
    private readonly histogram: Histogram,
    private readonly problems: GrafanaProblems,
    private readonly serviceList: ServiceList,
    private readonly statistics: Statistics,
    private readonly deployList: DeployList,
  ) {}

  /** @throws QueryError */
  async answer(asked: Asked): Promise<TargetAnswer> {
    const { target: name, refId } = asked.target;
    const { services, levels, hosts } = asked.narrowing;
    if (!isTargetName(name)) return { elements: [unknownTarget(name, refId)] };
    // Nothing can match, and the read models take an empty list for "all".
    if ([services, levels, hosts].some((names) => names?.length === 0))
      return { elements: [emptyElement(name, refId)] };
    return this.#answerTarget(name, asked);
  }

  #answerTarget(name: TargetName, asked: Asked): Promise<TargetAnswer> {
    switch (name) {
      case 'error_count':
      case 'log_count':
        return this.#count(name, asked);
      case 'error_by_service':
      case 'log_by_service':
        return this.#countBy(name, 'service', asked);
      case 'error_by_level':
      case 'log_by_level':
        return this.#countBy(name, 'level', asked);
      case 'error_rate':
        return this.#errorRate(asked);
      case 'errors':
        return this.problems.errors(asked);
      case 'groups':
        return this.problems.groups(asked);
      case 'services':
        return this.#services(asked);
      case 'deploys':
        return this.#deploys(asked);
      case 'ingest_lag':
        return this.#single(asked, ({ lag }) => lag.records);
      case 'ledger_missing':
        return this.#single(asked, ({ ledger }) => ledger.missing);
    }
  }

  async #count(name: TargetName, asked: Asked): Promise<TargetAnswer> {
    const answer = await this.#buckets(asked, 'level', levelsOf(name, asked.narrowing));
    const series = totalSeries(answer.buckets, name, asked.target.refId);
    return { elements: [asked.target.type === 'table' ? seriesTable(series) : series], completeness: answer };
  }

  async #countBy(name: TargetName, by: 'service' | 'level', asked: Asked): Promise<TargetAnswer> {
    const answer = await this.#buckets(asked, by, levelsOf(name, asked.narrowing));
    const { refId, type } = asked.target;
    const elements =
      type === 'table'
        ? [countTable(by, totalsByName(answer.buckets), refId)]
        : seriesByName(answer.buckets, name, refId);
    return { elements, completeness: answer };
  }

  async #errorRate(asked: Asked): Promise<TargetAnswer> {
    const answer = await this.#buckets(asked, 'level', undefined);
    const series = rateSeries(answer.buckets, 'error_rate', asked.target.refId);
    return { elements: [asked.target.type === 'table' ? seriesTable(series) : series], completeness: answer };
  }

  #buckets({ question, narrowing, now, signal }: Asked, by: 'level' | 'service', levels: readonly Level[] | undefined) {
    const { range, maxDataPoints, intervalMs } = question;
    const { services, hosts } = narrowing;
    return this.histogram.answer({
      range,
      by,
      levels,
      services,
      hosts,
      maxBuckets: maxDataPoints,
      atLeastMs: intervalMs,
      now,
      signal,
    });
  }

  async #services({ target, question, narrowing, now, signal }: Asked): Promise<TargetAnswer> {
    const answer = await this.serviceList.answer({ range: question.range, services: narrowing.services, now, signal });
    return { elements: [serviceTable(answer.services, target.refId)], completeness: answer };
  }

  async #deploys({ target, question, narrowing, now, signal }: Asked): Promise<TargetAnswer> {
    const answer = await this.deployList.answer({ range: question.range, services: narrowing.services, now, signal });
    return { elements: [deployTable(answer.deploys, target.refId)], completeness: answer };
  }

  /** One number of this moment, for a stat panel. */
  async #single(
    { target, question, narrowing, now, signal }: Asked,
    read: (statistics: StatisticsAnswer) => number | null,
  ): Promise<TargetAnswer> {
    const statistics = await this.statistics.answer({
      range: question.range,
      services: narrowing.services,
      now,
      signal,
    });
    const value = read(statistics);
    const element = emptyElement(target.target, target.refId);
    // Unknown is no point, never a zero.
    if (value !== null) element.datapoints.push([value, now.getTime()]);
    return { elements: [target.type === 'table' ? seriesTable(element) : element], completeness: statistics };
  }
}

function levelsOf(name: TargetName, { levels }: Narrowing): readonly Level[] | undefined {
  if (name.startsWith('log_')) return levels;
  // None left stays none: asked for the errors among INFO, the answer is zero.
  return ERROR_LEVELS.filter((level) => levels === undefined || levels.includes(level));
}
