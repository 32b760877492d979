import { Controller, Get } from '@nestjs/common';
import {
  accessErrorClassesAnswer,
  accessErrorClassParameters,
  type AccessErrorClassParameters,
  accessSourceParameters,
  type AccessSourceParameters,
  accessSourcesAnswer,
} from '@log-monitor/monitor-api';
import { AccessErrorClasses } from '../../../query/access/access-error-classes.js';
import { AccessSourceList } from '../../../query/access/access-source-list.js';
import { parseRange } from '../../../query/range/time-range.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';
import { errorFilter } from './access-question.js';

/** Where lines come from, and what error logs say. */
@Controller('api/v1/access')
@Permission('access:read')
export class AccessSourcesController {
  constructor(
    private readonly sourceList: AccessSourceList,
    private readonly errorClasses: AccessErrorClasses,
  ) {}

  @Get('sources')
  @Describe({
    summary: 'Where lines come from, and what came of them',
    parameters: accessSourceParameters,
    answer: accessSourcesAnswer,
  })
  sources(@Parameters(accessSourceParameters) asked: AccessSourceParameters, @RequestSignal() signal: AbortSignal) {
    const { source: sources, server: servers, cluster: clusters } = asked;
    return this.sourceList.answer({ sources, servers, clusters }, signal);
  }

  @Get('errors/classes')
  @Describe({
    summary: "Lines of web servers' error logs by host, level and class of the message",
    description: 'Covers the last 24 hours unless told otherwise.',
    parameters: accessErrorClassParameters,
    answer: accessErrorClassesAnswer,
  })
  classes(
    @Parameters(accessErrorClassParameters) asked: AccessErrorClassParameters,
    @RequestSignal() signal: AbortSignal,
  ) {
    const now = new Date();
    const { from, to, by, interval, timeZone } = asked;
    const range = parseRange(from, to, now.getTime());
    return this.errorClasses.answer({ filter: errorFilter(asked), range, by, interval, timeZone, now, signal });
  }
}
