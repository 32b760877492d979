import { Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import {
  acknowledgeInput,
  alertSettings,
  type AlertSettingsValue,
  exampleOf,
  type IncidentParameters,
  incidentParameters,
  incidentsAnswer,
  noParameters,
  type NoParameters,
  silence,
  type SilenceInput,
  silenceInput,
  silencesAnswer,
  snoozeInput,
} from '@log-monitor/monitor-api';
import type { Request } from 'express';
import { Acknowledgement } from '../../../alerts/delivery/acknowledgement.js';
import { AlertSettings } from '../../../alerts/silence/alert-settings.js';
import { isOn } from '../../../alerts/silence/quiet-hours.js';
import { Incidents } from '../../../alerts/silence/incidents.js';
import { Silences } from '../../../alerts/silence/silences.js';
import { Permission } from '../../auth/permission.js';
import { Describe, type RouteDescription } from '../../docs/describe.js';
import { ProblemError } from '../../problem/problem.js';
import { JsonBody } from '../../request/body.js';
import { parametersInvalid } from '../../request/invalid-parameters.js';
import { Parameters } from '../../request/parameters.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const inPath = (description: string): NonNullable<RouteDescription['path']> => ({
  id: { description, schema: { type: 'string', format: 'uuid' }, example: '0198c0de-7c1a-4cc3-98c4-dc0c0c07398f' },
});

/** What people do about alerts: acknowledge, snooze, mute, announce maintenance, set quiet hours and escalation. */
@Controller('api/v1/alerts')
export class AlertSilenceController {
  constructor(
    private readonly incidents: Incidents,
    private readonly acknowledgement: Acknowledgement,
    private readonly silences: Silences,
    private readonly settings: AlertSettings,
  ) {}

  @Get('incidents')
  @Permission('alerts:read')
  @Describe({ summary: 'Alerts that fire, or have fired', parameters: incidentParameters, answer: incidentsAnswer })
  async listIncidents(@Parameters(incidentParameters) { state, limit }: IncidentParameters) {
    return { incidents: await this.incidents.list({ open: state === 'open', limit }) };
  }

  @Post('incidents/:id/acknowledge')
  @Permission('alerts:write')
  @HttpCode(204)
  @Describe({
    summary: 'Says that somebody knows: no reminder and no escalation follow',
    path: inPath('id of the alert'),
    body: { description: 'a comment, if there is something to say', example: exampleOf(acknowledgeInput) },
    answer: 'nothing',
    problems: [400, 403, 404, 503],
  })
  async acknowledge(
    @Param('id') id: string,
    @JsonBody(acknowledgeInput) { comment }: { comment: string },
    @Req() request: Request,
  ) {
    if (!(await this.acknowledgement.acknowledge(known(id), callerOf(request), comment))) throw over();
  }

  @Post('incidents/:id/snooze')
  @Permission('alerts:write')
  @HttpCode(204)
  @Describe({
    summary: 'Sends nothing more about an alert for a while',
    path: inPath('id of the alert'),
    body: { description: 'for how many minutes', example: exampleOf(snoozeInput) },
    answer: 'nothing',
    problems: [400, 403, 404, 503],
  })
  async snooze(@Param('id') id: string, @JsonBody(snoozeInput) { minutes }: { minutes: number }) {
    if (!(await this.incidents.snooze(known(id), minutes))) throw over();
  }

  @Delete('incidents/:id/snooze')
  @Permission('alerts:write')
  @HttpCode(204)
  @Describe({
    summary: 'Ends a snooze early',
    path: inPath('id of the alert'),
    answer: 'nothing',
    problems: [400, 403, 404, 503],
  })
  async wake(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters): Promise<void> {
    if (!(await this.incidents.wake(known(id)))) throw new ProblemError('NOT_FOUND', 'This alert is not snoozed.');
  }

  @Get('silences')
  @Permission('alerts:read')
  @Describe({
    summary: 'Mutes and maintenance windows, those of the last week too; quiet hours that are on now',
    parameters: noParameters,
    answer: silencesAnswer,
    links: { end: { operationId: 'AlertSilenceController_endSilence', id: '/silences/0/id' } },
  })
  async listSilences(@Parameters(noParameters) _asked: NoParameters) {
    const [silences, { quietHours }] = await Promise.all([this.silences.list(), this.settings.read()]);
    return { silences, quietHours: quietHours.filter((span) => isOn(span, Date.now())) };
  }

  @Post('silences')
  @Permission('alerts:write')
  @HttpCode(200)
  @Describe({
    summary: 'Keeps alerts back for a time',
    body: { description: 'which alerts, from when to when, and why', example: exampleOf(silenceInput) },
    answer: silence,
    problems: [400, 403, 503],
  })
  addSilence(@JsonBody(silenceInput) input: SilenceInput, @Req() request: Request) {
    return this.silences.add(input, callerOf(request));
  }

  @Delete('silences/:id')
  @Permission('alerts:write')
  @HttpCode(204)
  @Describe({
    summary: 'Ends a mute or a maintenance window',
    description: 'One that has begun stays to be seen for a week; one that has not is gone.',
    path: inPath('id of the silence'),
    answer: 'nothing',
    problems: [400, 403, 404, 503],
  })
  async endSilence(@Param('id') id: string, @Parameters(noParameters) _asked: NoParameters): Promise<void> {
    if (!(await this.silences.end(known(id)))) throw new ProblemError('NOT_FOUND', 'There is no silence with this id.');
  }

  @Get('settings')
  @Permission('alerts:read')
  @Describe({ summary: 'Quiet hours, escalation and the hourly cap', parameters: noParameters, answer: alertSettings })
  readSettings(@Parameters(noParameters) _asked: NoParameters) {
    return this.settings.read();
  }

  @Put('settings')
  @Permission('alerts:write')
  @Describe({
    summary: 'Sets quiet hours, escalation and the hourly cap',
    body: { description: 'all of it; what is left out gets its default', example: exampleOf(alertSettings) },
    answer: alertSettings,
    problems: [400, 403, 503],
  })
  async writeSettings(@JsonBody(alertSettings) value: AlertSettingsValue) {
    await this.settings.write(value);
    return value;
  }
}

function known(id: string): string {
  if (UUID.test(id)) return id;
  throw parametersInvalid([{ name: 'id', reason: 'must be a UUID in lower case' }]);
}

function callerOf(request: Request): string {
  return request.caller?.name ?? 'somebody';
}

function over(): ProblemError {
  return new ProblemError('NOT_FOUND', 'There is no alert with this id that fires now.');
}
