import { DEFAULT_RULES, DETECTORS, WINDOW_SECONDS } from '@log-monitor/access-anomaly';
import { Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import {
  anomaliesAnswer,
  type AnomalyParameters,
  anomalyParameters,
  anomalyRulesAnswer,
  anomalySilence,
  type AnomalySilenceInput,
  anomalySilenceInput,
  anomalySilencesAnswer,
  exampleOf,
  noParameters,
  type NoParameters,
} from '@log-monitor/monitor-api';
import type { Request } from 'express';
import { type KnownSilence, SilenceDesk, SilenceError } from '../../../anomalies/silence/silence-desk.js';
import { AnomalyList } from '../../../query/access/anomaly-list.js';
import { parseRange } from '../../../query/range/time-range.js';
import { Permission } from '../../auth/permission.js';
import { Describe } from '../../docs/describe.js';
import { ProblemError } from '../../problem/problem.js';
import { JsonBody } from '../../request/body.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';
import { Parameters } from '../../request/parameters.js';
import { RequestSignal } from '../../request/request-signal.js';

/** What is unusual in requests, and the rules by which some of it is kept back. */
@Controller('api/v1/access/anomalies')
@Permission('access:read')
export class AnomaliesController {
  constructor(
    private readonly list: AnomalyList,
    private readonly desk: SilenceDesk,
  ) {}

  @Get()
  @Describe({
    summary: 'What is unusual in requests: floods, scans, brute force, surges of faults, latency shifts, drops',
    description:
      'Windows of ten seconds are judged by event time, each source by itself. A finding lasts as long as what it is about; it says what was observed and what is usual.',
    parameters: anomalyParameters,
    answer: anomaliesAnswer,
  })
  anomalies(@Parameters(anomalyParameters) asked: AnomalyParameters, @RequestSignal() signal: AbortSignal) {
    const now = new Date();
    const { from, to, limit, cursor, detector, host, route, client, source, minScore, state, silenced } = asked;
    const isOpen = state === undefined ? undefined : state === 'open';
    return this.list.page({
      filter: {
        detectors: detector,
        hosts: host,
        routes: route,
        clients: client,
        sources: source,
        minScore,
        isOpen,
        silenced,
      },
      ...{ range: parseRange(from, to, now.getTime()), limit, cursor, now, signal },
    });
  }

  @Get('rules')
  @Describe({
    summary: 'What is looked for, and from where on it is a finding',
    parameters: noParameters,
    answer: anomalyRulesAnswer,
  })
  rules(@Parameters(noParameters) _asked: NoParameters) {
    const rules = DETECTORS.map((detector) => {
      const { title, about, leastScore, quiet } = DEFAULT_RULES[detector];
      return { detector, title, about, leastScore, quietSeconds: quiet * WINDOW_SECONDS };
    });
    return { rules };
  }

  @Get('silences')
  @Describe({
    summary: 'Rules by which findings are kept back: own scanners and monitors',
    parameters: noParameters,
    answer: anomalySilencesAnswer,
    links: { remove: { operationId: 'AnomaliesController_remove', id: '/silences/0/id' } },
  })
  async silences(@Parameters(noParameters) _asked: NoParameters) {
    return { silences: (await this.desk.list()).map(present) };
  }

  @Post('silences')
  @Permission('alerts:write')
  @HttpCode(200)
  @Describe({
    summary: 'Keeps findings back, those that there are already too',
    body: {
      description: 'which findings, and why; at least one member besides the comment',
      example: exampleOf(anomalySilenceInput),
    },
    answer: anomalySilence,
    problems: [400, 403, 503],
  })
  async silence(@JsonBody(anomalySilenceInput) { comment, ...rule }: AnomalySilenceInput, @Req() request: Request) {
    try {
      return present(await this.desk.add(rule, comment, request.caller?.name ?? 'somebody'));
    } catch (error) {
      if (!(error instanceof SilenceError)) throw error;
      throw new ProblemError('BODY_INVALID', error.message, [{ name: 'body', reason: error.message }]);
    }
  }

  @Delete('silences/:id')
  @Permission('alerts:write')
  @HttpCode(204)
  @Describe({
    summary: 'Removes a rule: what it kept back is seen again',
    path: { id: { description: 'id of the rule', schema: { type: 'string', pattern: '^[0-9]{1,18}$' }, example: '3' } },
    answer: 'nothing',
    problems: [400, 403, 404, 503],
  })
  async remove(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters): Promise<void> {
    if (!/^\d{1,18}$/.test(id)) throw parametersInvalid([{ name: 'id', reason: 'must be a whole number' }]);
    if (!(await this.desk.remove(id))) throw new ProblemError('NOT_FOUND', 'There is no rule with this id.');
  }
}

function present({ id, rule, comment, createdBy, createdAt }: KnownSilence) {
  return { id, ...rule, comment, createdBy, createdAt: createdAt.toISOString() };
}
