import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { LEVELS } from '@log-monitor/log-record';
import {
  ACCESS_PARTS,
  ANOMALY_DETECTORS,
  type Completeness,
  GROUP_SORTS,
  GROUP_STATES,
} from '@log-monitor/monitor-api';
import type { Response } from 'express';
import { Names } from '../../query/records/names.js';
import { Permission } from '../auth/permission.js';
import { Describe } from '../docs/describe.js';
import { RequestSignal } from '../request/request-signal.js';
import { setCompletenessHeaders } from '../request/completeness-headers.js';
import type { GrafanaElement } from './grafana-element.js';
import { GrafanaAnnotations } from './grafana-annotations.js';
import { VariableNames } from '../request/variable-names.js';
import { GrafanaAccessAnswers } from './grafana-access-answers.js';
import { GrafanaAnswers } from './grafana-answers.js';
import { FILTER_KEYS, narrow, narrowAccess } from './grafana-narrowing.js';
import { asObject, asText, readGrafanaRequest, readPayload } from './grafana-request.js';
import * as described from './grafana-description.js';
import { ACCESS_TARGETS, FORMATS, isAccessTarget, TARGETS } from './target-catalog.js';

type Tolerant = Record<string, unknown> | undefined;

/** The JSON data source of Grafana, for SimpleJson, simPod's plugin and the JSON API plugin. Unknown members are tolerated. */
@Controller('api/v1/grafana')
@Permission('grafana:read')
export class GrafanaController {
  constructor(
    private readonly answers: GrafanaAnswers,
    private readonly accessAnswers: GrafanaAccessAnswers,
    private readonly annotations: GrafanaAnnotations,
    private readonly names: Names,
    private readonly variableNames: VariableNames,
  ) {}

  @Get()
  @Describe(described.root)
  root() {
    return { status: 'ok' };
  }

  @Post('search')
  @Describe(described.search)
  @HttpCode(200)
  search(@Body() body: Tolerant): string[] {
    return targetNames(asText(asObject(body)['target']));
  }

  @Get('search')
  @Describe(described.searchByGet)
  searchByGet(@Query() query: Tolerant): string[] {
    return targetNames(asText(asObject(query)['target']));
  }

  @Post('metrics')
  @Describe(described.metrics)
  @HttpCode(200)
  metrics() {
    return [...TARGETS, ...ACCESS_TARGETS];
  }

  @Post('metric-payload-options')
  @Describe(described.payloadOptions)
  @HttpCode(200)
  async payloadOptions(
    @Body() body: Tolerant,
    @RequestSignal() signal: AbortSignal,
  ): Promise<{ value: string; label: string }[]> {
    const values = await this.#valuesOf(asText(asObject(body)['name']), signal);
    return values.map((value) => ({ value, label: value }));
  }

  @Post('query')
  @Describe(described.query)
  @HttpCode(200)
  query(
    @Body() body: Tolerant,
    @RequestSignal() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GrafanaElement[]> {
    return this.#answerAll(body, signal, response);
  }

  @Get('query')
  @Describe(described.queryByGet)
  queryByGet(
    @Query() query: Tolerant,
    @RequestSignal() signal: AbortSignal,
    @Res({ passthrough: true }) response: Response,
  ): Promise<GrafanaElement[]> {
    return this.#answerAll(flatRequest(query), signal, response);
  }

  @Post('variable')
  @Describe(described.variable)
  @HttpCode(200)
  async variable(
    @Body() body: Tolerant,
    @RequestSignal() signal: AbortSignal,
  ): Promise<{ __text: string; __value: string }[]> {
    const payload = readPayload(asObject(body)['payload']);
    const values = await this.#valuesOf(asText(payload['target']) ?? asText(asObject(body)['target']), signal);
    return values.map((value) => ({ __text: value, __value: value }));
  }

  @Post('tag-keys')
  @Describe(described.tagKeys)
  @HttpCode(200)
  tagKeys() {
    return FILTER_KEYS.map((text) => ({ type: 'string', text }));
  }

  @Post('tag-values')
  @Describe(described.tagValues)
  @HttpCode(200)
  async tagValues(@Body() body: Tolerant, @RequestSignal() signal: AbortSignal): Promise<{ text: string }[]> {
    const values = await this.#valuesOf(asText(asObject(body)['key']), signal);
    return values.map((text) => ({ text }));
  }

  @Post('annotations')
  @Describe(described.annotations)
  @HttpCode(200)
  annotate(@Body() body: Tolerant, @RequestSignal() signal: AbortSignal) {
    return this.annotations.answer(body, signal);
  }

  @Get('annotations')
  @Describe(described.annotationsByGet)
  annotateByGet(@Query() query: Tolerant, @RequestSignal() signal: AbortSignal) {
    return this.annotations.answer(flatRequest(query), signal);
  }

  async #answerAll(body: unknown, signal: AbortSignal, response: Response): Promise<GrafanaElement[]> {
    const now = new Date();
    const question = readGrafanaRequest(body, now.getTime());
    const { filters } = question;
    const elements: GrafanaElement[] = [];
    let completeness: Completeness | undefined;
    // One after the other: one dashboard's panels must not take all turns at once.
    for (const target of question.targets) {
      const asked = { payload: target.payload, filters, variableNames: this.variableNames, signal };
      const answer = isAccessTarget(target.target)
        ? await this.accessAnswers.answer({ target, question, filter: await narrowAccess(asked), now, signal })
        : await this.answers.answer({ target, question, narrowing: await narrow(asked), now, signal });
      elements.push(...answer.elements);
      // The headers speak for the whole: the oldest answer among them.
      completeness ??= answer.completeness;
    }
    if (completeness) setCompletenessHeaders(response, completeness);
    return elements;
  }

  async #valuesOf(name: string | undefined, signal: AbortSignal): Promise<readonly string[]> {
    if (name === 'service' || name === 'services') return this.names.services(signal);
    if (name === 'host' || name === 'hosts') return this.names.hosts(signal);
    if (name === 'level' || name === 'levels') return LEVELS;
    if (name === 'format') return FORMATS;
    if (name === 'state') return GROUP_STATES;
    if (name === 'sort') return GROUP_SORTS;
    if (name === 'by') return ACCESS_PARTS;
    if (name === 'detector') return ANOMALY_DETECTORS;
    if (name === 'rows') return ['url', 'route'];
    const of = FILTER_KEYS.find((key) => key === name || `${key}s` === name);
    return (of && (await this.variableNames.known(of, signal))) ?? [];
  }
}

function targetNames(part = ''): string[] {
  const wanted = part.trim().toLowerCase();
  return [...TARGETS, ...ACCESS_TARGETS].map((target): string => target.value).filter((name) => name.includes(wanted));
}

/** A plain address as the JSON API plugin calls it: its parameters are the options. */
function flatRequest(query: Tolerant): Record<string, unknown> {
  const given = asObject(query);
  return { ...given, payload: given };
}
