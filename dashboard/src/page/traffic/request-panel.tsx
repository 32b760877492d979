import type { JSX } from 'preact';
import type { AccessRequestAnswer } from '@log-monitor/monitor-api';
import { askAccessRequest } from '../../api/access-question.js';
import { useAnswer } from '../../api/use-answer.js';
import { type Route, formatRoute } from '../../navigation/route.js';
import { DEFAULT_SCOPE, type Scope } from '../../navigation/scope.js';
import { CopyButton } from '../../part/copy-button.js';
import { DetailPanel } from '../../part/detail-panel.js';
import { Fact, TextFact } from '../../part/fact.js';
import { HttpStatus } from '../../part/http-status.js';
import { ProblemNote } from '../../part/problem-note.js';
import { StepLinks } from '../../part/step-links.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { LongText, ValueTree } from '../../part/value-tree.js';
import { VisibleText } from '../../part/visible-text.js';
import { bytesText, countText, millisecondsText } from '../../text/number-text.js';
import { requestText } from '../../text/request-text.js';
import { RequestErrors } from '../cause/request-errors.js';
import type { DetailsProps } from '../page.js';

/** One request: what is known of it, its line as it came, and everything that the line says. */
export function RequestPanel({ id, route, listed, onClose }: DetailsProps): JSX.Element {
  const { answer, problem, retry } = useAnswer(askAccessRequest(id));
  return (
    <DetailPanel
      id={id}
      bar={
        <>
          <StepLinks id={id} listed={listed} route={route} />
          <span class="spacer" />
          {answer && <CopyButton label="Copy the line" text={() => answer.line} />}
        </>
      }
      title={answer ? <Title request={answer} /> : problem?.status === 404 ? 'Not found' : 'Request'}
      onClose={onClose}
    >
      {problem?.code === 'unreachable' && answer === undefined && <p class="problem">{problem.message}</p>}
      <ProblemNote problem={problem} what="This request" />
      {problem && problem.status !== 404 && (
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      )}
      {answer === undefined && problem === undefined && <p class="quiet loading">Loading …</p>}
      {answer && <Details request={answer} route={route} />}
    </DetailPanel>
  );
}

function Title({ request }: { request: AccessRequestAnswer }): JSX.Element {
  return (
    <>
      <HttpStatus request={request} /> <LongText key={request.id} text={requestText(request)} />
    </>
  );
}

function Details({ request, route }: { request: AccessRequestAnswer; route: Route }): JSX.Element {
  const { kafka, parsed } = request;
  return (
    <div key={request.id}>
      <RequestErrors request={request} route={route} />
      <RequestFacts request={request} route={route} />
      <section class="detail-section" aria-label="Line">
        <h3>The line as it came</h3>
        <pre class="stack" tabIndex={0} aria-label="The line">
          <VisibleText text={request.line} />
        </pre>
      </section>
      {parsed && (
        <section class="detail-section" aria-label="What the line says">
          <h3>What the line says</h3>
          <ValueTree value={parsed} />
        </section>
      )}
      <p class="quiet detail-section">
        In Kafka: <VisibleText text={`${kafka.topic}/${kafka.partition}`} limit={120} />, offset{' '}
        {countText(kafka.offset)}
        {kafka.element > 0 ? `, element ${countText(kafka.element)}` : ''}.
      </p>
    </div>
  );
}

function RequestFacts({ request, route }: { request: AccessRequestAnswer; route: Route }): JSX.Element {
  const { range } = route.scope;
  const { requestId, traceId, flags } = request;
  const measured = request.latency === 'measured' ? '' : ` (${request.latency.replaceAll('_', ' ')})`;
  return (
    <dl class="facts">
      <Fact name="Time">
        <TimeStamp time={request.time} isFull />
      </Fact>
      <FilterFact name="Client" filter={{ client: request.client }} route={route} />
      <FilterFact name="Host" filter={{ host: request.host }} route={route} />
      <FilterFact name="Project" filter={{ project: request.project }} route={route} />
      <FilterFact name="Route" filter={{ route: routeName(request) }} route={route} />
      <Fact name="Took">
        {millisecondsText(request.durationMs)}
        {measured}
      </Fact>
      <Fact name="Upstreams took">{millisecondsText(request.upstreamMs)}</Fact>
      <TextFact name="Bytes sent" value={request.bytes === null ? null : bytesText(request.bytes)} />
      <FilterFact name="Source" filter={{ source: request.source }} route={route} />
      <TextFact name="Server" value={request.server} />
      <TextFact name="Cluster" value={request.cluster} />
      <TextFact name="Health check" value={request.healthCheck ? 'yes' : null} />
      <TextFact name="Unusual" value={flags.join(', ').replaceAll('_', ' ')} />
      <LogsFact name="Request id" id={requestId} scope={{ ...DEFAULT_SCOPE, range, requestId: requestId ?? '' }} />
      <LogsFact name="Trace" id={traceId} scope={{ ...DEFAULT_SCOPE, range, traceId: traceId ?? '' }} />
    </dl>
  );
}

/** `GET /orders/:id`, as routes are called in the filters; null where the line tells none. */
function routeName({ method, route }: AccessRequestAnswer): string | null {
  return method === null || route === null ? null : `${method} ${route}`;
}

/** A fact that the page can be narrowed to by a click. */
function FilterFact({
  name,
  filter,
  route: { page, scope },
}: {
  name: string;
  filter: Partial<Record<keyof Scope, string | null>>;
  route: Route;
}): JSX.Element | null {
  const [value] = Object.values(filter);
  if (typeof value !== 'string' || value === '') return null;
  return (
    <Fact name={name}>
      <VisibleText text={value} limit={500} />{' '}
      <a href={formatRoute({ page, scope: { ...scope, ...filter } as Scope })}>only these</a>
    </Fact>
  );
}

/** An id with the way to what applications logged about it. */
function LogsFact({
  name,
  id,
  scope,
}: {
  name: string;
  id: string | null;
  scope: typeof DEFAULT_SCOPE;
}): JSX.Element | null {
  if (id === null || id === '') return null;
  return (
    <Fact name={name}>
      <VisibleText text={id} limit={300} /> <a href={formatRoute({ page: 'logs', scope })}>all its logs</a>
    </Fact>
  );
}
