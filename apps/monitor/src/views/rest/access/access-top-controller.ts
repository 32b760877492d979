import { Controller, Get } from '@nestjs/common';
import {
  accessRankParameters,
  type AccessRankParameters,
  accessTopAnswer,
  accessTopParameters,
  type AccessTopParameters,
  TOP_ROWS,
} from '@log-monitor/monitor-api';
import { AccessTop, type TopList } from '../../../query/access/access-top.js';
import type { Rank } from '../../../query/access/ranking.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';
import { accessQuestion } from './access-question.js';

const described = (summary: string): MethodDecorator =>
  Describe({ summary, parameters: accessTopParameters, answer: accessTopAnswer });

const ranked = (summary: string): MethodDecorator =>
  Describe({ summary, parameters: accessRankParameters, answer: accessTopAnswer });

/** The most frequent, the slowest, and those with the most errors. */
@Controller('api/v1/access/top')
@Permission('access:read')
export class AccessTopController {
  constructor(private readonly accessTop: AccessTop) {}

  @Get('urls')
  @described('URLs with the most requests, by status code')
  urls(@Parameters(accessTopParameters) asked: AccessTopParameters, @RequestSignal() signal: AbortSignal) {
    return this.#answer('urls', asked, signal);
  }

  @Get('slow')
  @ranked('URLs or routes that take the longest on average')
  slow(@Parameters(accessRankParameters) asked: AccessRankParameters, @RequestSignal() signal: AbortSignal) {
    return this.#ranked('slowness', asked, signal);
  }

  @Get('errors')
  @ranked('URLs or routes with the most errors')
  errors(@Parameters(accessRankParameters) asked: AccessRankParameters, @RequestSignal() signal: AbortSignal) {
    return this.#ranked('errors', asked, signal);
  }

  @Get('routes')
  @described('Routes with the most requests')
  routes(@Parameters(accessTopParameters) asked: AccessTopParameters, @RequestSignal() signal: AbortSignal) {
    return this.#answer('routes', asked, signal);
  }

  @Get('hosts')
  @described('Hosts with the most requests')
  hosts(@Parameters(accessTopParameters) asked: AccessTopParameters, @RequestSignal() signal: AbortSignal) {
    return this.#answer('hosts', asked, signal);
  }

  @Get('clients')
  @described('Client addresses with the most requests')
  clients(@Parameters(accessTopParameters) asked: AccessTopParameters, @RequestSignal() signal: AbortSignal) {
    return this.#answer('clients', asked, signal);
  }

  @Get('not-found')
  @described('Paths that were asked for most often in vain')
  notFound(@Parameters(accessTopParameters) asked: AccessTopParameters, @RequestSignal() signal: AbortSignal) {
    return this.#answer('not-found', asked, signal);
  }

  @Get('referrers')
  @described('Sites that most requests were referred by')
  referrers(@Parameters(accessTopParameters) asked: AccessTopParameters, @RequestSignal() signal: AbortSignal) {
    return this.#answer('referrers', asked, signal);
  }

  @Get('browsers')
  @described('Browsers and programs with the most requests')
  browsers(@Parameters(accessTopParameters) asked: AccessTopParameters, @RequestSignal() signal: AbortSignal) {
    return this.#answer('browsers', asked, signal);
  }

  @Get('systems')
  @described('Operating systems with the most requests')
  systems(@Parameters(accessTopParameters) asked: AccessTopParameters, @RequestSignal() signal: AbortSignal) {
    return this.#answer('systems', asked, signal);
  }

  #answer(list: TopList, asked: AccessTopParameters, signal: AbortSignal) {
    return this.accessTop.answer({ ...accessQuestion(asked, signal), list, limit: asked.limit ?? TOP_ROWS });
  }

  #ranked(rank: Rank, asked: AccessRankParameters, signal: AbortSignal) {
    const { by, limit = TOP_ROWS, minRequests: least } = asked;
    const list = by === 'url' ? 'urls' : 'routes';
    return this.accessTop.answer({ ...accessQuestion(asked, signal), list, rank, limit, least });
  }
}
