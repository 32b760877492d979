import type { JSX } from 'preact';
import type { AccessRequest } from '@log-monitor/monitor-api';

/** The status code of a request, told by its tone as well. */
export function HttpStatus({ request: { status, class: kind } }: { request: AccessRequest }): JSX.Element {
  return (
    <span class="http-status" data-class={kind}>
      {status ?? 'none'}
    </span>
  );
}
