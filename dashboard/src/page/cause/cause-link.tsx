import type { JSX } from 'preact';
import type { AccessCause } from '@log-monitor/monitor-api';
import { problemAddress } from '../../navigation/problem-place.js';
import { formatRoute } from '../../navigation/route.js';
import { DEFAULT_SCOPE, type Scope } from '../../navigation/scope.js';
import { VisibleText } from '../../part/visible-text.js';

/** The error by which requests failed, with the way to its stack and to its problem. */
export function CauseLink({ cause, scope }: { cause: AccessCause; scope: Pick<Scope, 'range'> }): JSX.Element {
  const { title, service, group, error } = cause;
  return (
    <>
      <a href={errorAddress(scope, error)}>
        <VisibleText text={title} limit={300} />
      </a>{' '}
      in <VisibleText text={service} limit={120} />
      {group !== null && (
        <>
          {' '}
          <a class="quiet" href={problemAddress(scope, group)} aria-label={`Problem: ${title}`}>
            problem
          </a>
        </>
      )}
    </>
  );
}

/** The first page with an error open. */
export function errorAddress({ range }: Pick<Scope, 'range'>, id: string): string {
  return formatRoute({ page: '', scope: { ...DEFAULT_SCOPE, range }, id });
}
