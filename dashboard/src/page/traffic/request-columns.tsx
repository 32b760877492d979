import type { AccessRequest } from '@log-monitor/monitor-api';
import type { Column } from '../../list/list-kind.js';
import { HttpStatus } from '../../part/http-status.js';
import { TimeStamp } from '../../part/time-stamp.js';
import { VisibleText } from '../../part/visible-text.js';
import { millisecondsText } from '../../text/number-text.js';
import { requestText } from '../../text/request-text.js';

/** The columns of the list of requests. */
export const REQUEST_COLUMNS: readonly Column<AccessRequest>[] = [
  { name: 'time', head: 'Time', cell: ({ time }) => <TimeStamp time={time} /> },
  { name: 'status', head: 'Status', cell: (request) => <HttpStatus request={request} /> },
  { name: 'took', head: 'Took', cell: ({ durationMs }) => millisecondsText(durationMs) },
  { name: 'client', head: 'Client', cell: ({ client }) => <VisibleText text={client ?? '–'} limit={60} /> },
  { name: 'host', head: 'Host', cell: ({ host }) => <VisibleText text={host ?? '–'} limit={120} /> },
  { name: 'message', head: 'Request', cell: (request) => <VisibleText text={requestText(request)} limit={400} /> },
];
