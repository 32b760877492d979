import { Controller, Get } from '@nestjs/common';
import {
  facetAnswer,
  facetParameters,
  type FacetParameters,
  histogramAnswer,
  histogramParameters,
  type HistogramParameters,
  servicesAnswer,
  statisticsAnswer,
  statisticsParameters,
  type StatisticsParameters,
} from '@log-monitor/monitor-api';
import { FacetCounts } from '../../../query/counts/facet-counts.js';
import { Histogram } from '../../../query/counts/histogram.js';
import { ServiceList } from '../../../query/counts/service-list.js';
import { Statistics } from '../../../query/counts/statistics.js';
import { parseRange } from '../../../query/range/time-range.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';

/** How much was logged: in total, by service, over time, by value. */
@Controller('api/v1/logs')
@Permission('counts:read')
export class CountsController {
  constructor(
    private readonly statistics: Statistics,
    private readonly serviceList: ServiceList,
    private readonly histogram: Histogram,
    private readonly facetCounts: FacetCounts,
  ) {}

  @Get('stats')
  @Describe({
    summary: 'How much was logged, at which level, by whom',
    description: 'Covers the last 24 hours unless told otherwise. A range that cuts a minute is counted exactly.',
    parameters: statisticsParameters,
    answer: statisticsAnswer,
  })
  stats(@Parameters(statisticsParameters) asked: StatisticsParameters, @RequestSignal() signal: AbortSignal) {
    return this.statistics.answer(countQuestion(asked, signal));
  }

  @Get('services')
  @Describe({
    summary: 'The services and how they are',
    parameters: statisticsParameters,
    answer: servicesAnswer,
  })
  services(@Parameters(statisticsParameters) asked: StatisticsParameters, @RequestSignal() signal: AbortSignal) {
    return this.serviceList.answer(countQuestion(asked, signal));
  }

  @Get('histogram')
  @Describe({
    summary: 'Records over time',
    description: 'Buckets begin at full minutes, hours and days (UTC); those at the ends of the range may be cut.',
    parameters: histogramParameters,
    answer: histogramAnswer,
  })
  histogramOf(@Parameters(histogramParameters) asked: HistogramParameters, @RequestSignal() signal: AbortSignal) {
    const { by, interval, level } = asked;
    return this.histogram.answer({ ...countQuestion(asked, signal), by, bucketMs: interval, levels: level });
  }

  @Get('facets')
  @Describe({
    summary: 'The most frequent values in a range',
    description:
      'service and level are counted exactly from the counters; host, logger and errorType from the rows since countedFrom, which is the start of the range unless it holds more than about 1.5 million.',
    parameters: facetParameters,
    answer: facetAnswer,
  })
  facetsOf(@Parameters(facetParameters) asked: FacetParameters, @RequestSignal() signal: AbortSignal) {
    const { level, limit } = asked;
    return this.facetCounts.answer({ ...countQuestion(asked, signal), levels: level, limit });
  }
}

function countQuestion({ from, to, service }: StatisticsParameters, signal: AbortSignal) {
  const now = new Date();
  return { range: parseRange(from, to, now.getTime()), services: service, now, signal };
}
