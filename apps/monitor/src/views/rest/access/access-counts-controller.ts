import { Controller, Get } from '@nestjs/common';
import {
  accessParameters,
  type AccessParameters,
  accessProjectsAnswer,
  accessSeriesAnswer,
  accessSeriesParameters,
  type AccessSeriesParameters,
  accessStatusesAnswer,
  accessSummaryAnswer,
  accessVisitorParameters,
  type AccessVisitorParameters,
  accessVisitorsAnswer,
} from '@log-monitor/monitor-api';
import { AccessSeries } from '../../../query/access/access-series.js';
import { AccessShares } from '../../../query/access/access-shares.js';
import { AccessSummary } from '../../../query/access/access-summary.js';
import { AccessVisitors } from '../../../query/access/access-visitors.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';
import { accessQuestion } from './access-question.js';

const DAY = 'Covers the last 24 hours unless told otherwise.';

/** How many requests came, how they were answered, how long it took. */
@Controller('api/v1/access')
@Permission('access:read')
export class AccessCountsController {
  constructor(
    private readonly accessSummary: AccessSummary,
    private readonly accessSeries: AccessSeries,
    private readonly accessShares: AccessShares,
    private readonly accessVisitors: AccessVisitors,
  ) {}

  @Get('summary')
  @Describe({
    summary: 'Requests, errors, bytes, latency and clients, and the same of the range before',
    description: DAY,
    parameters: accessParameters,
    answer: accessSummaryAnswer,
  })
  summary(@Parameters(accessParameters) asked: AccessParameters, @RequestSignal() signal: AbortSignal) {
    return this.accessSummary.answer(accessQuestion(asked, signal));
  }

  @Get('timeseries')
  @Describe({
    summary: 'Requests over time, as a whole and by one of their properties',
    description: `${DAY} Buckets of hours and days begin as the clocks of the time zone say; those at the ends of the range may be cut.`,
    parameters: accessSeriesParameters,
    answer: accessSeriesAnswer,
  })
  timeseries(@Parameters(accessSeriesParameters) asked: AccessSeriesParameters, @RequestSignal() signal: AbortSignal) {
    const { by, interval, timeZone } = asked;
    return this.accessSeries.answer({ ...accessQuestion(asked, signal), by, interval, timeZone });
  }

  @Get('statuses')
  @Describe({
    summary: 'Requests by status code',
    description: DAY,
    parameters: accessParameters,
    answer: accessStatusesAnswer,
  })
  statuses(@Parameters(accessParameters) asked: AccessParameters, @RequestSignal() signal: AbortSignal) {
    return this.accessShares.statuses(accessQuestion(asked, signal));
  }

  @Get('projects')
  @Describe({
    summary: 'Requests by project, which is told by the host',
    description: DAY,
    parameters: accessParameters,
    answer: accessProjectsAnswer,
  })
  projects(@Parameters(accessParameters) asked: AccessParameters, @RequestSignal() signal: AbortSignal) {
    return this.accessShares.projects(accessQuestion(asked, signal));
  }

  @Get('visitors')
  @Describe({
    summary: 'Distinct clients over time, and by the hour of the day',
    description: `${DAY} Hours, or days where the range is longer than eight days; then clients are not counted by the hour of the day.`,
    parameters: accessVisitorParameters,
    answer: accessVisitorsAnswer,
  })
  visitors(@Parameters(accessVisitorParameters) asked: AccessVisitorParameters, @RequestSignal() signal: AbortSignal) {
    const { interval, timeZone } = asked;
    return this.accessVisitors.answer({ ...accessQuestion(asked, signal), interval, timeZone });
  }
}
