import { HttpException } from '@nestjs/common';
import type { Problem, ProblemCode } from '@log-monitor/monitor-api';
import { SinkError } from '../../batch/batch-sink.js';
import { QueryError, type QueryErrorCode } from '../../query/database/query-error.js';
import { makeProblem, ProblemError } from './problem.js';

const CODE_OF_QUERY_ERROR: Readonly<Record<QueryErrorCode, ProblemCode>> = {
  RANGE_INVALID: 'PARAMETER_INVALID',
  CURSOR_INVALID: 'PARAMETER_INVALID',
  QUERY_TIMEOUT: 'TIMEOUT',
  QUERY_CANCELLED: 'TIMEOUT',
  QUERY_OVERLOADED: 'OVERLOADED',
  DATABASE_UNAVAILABLE: 'DATABASE_UNAVAILABLE',
  QUERY_FAILED: 'INTERNAL',
};

/** Turns whatever was thrown into an answer that gives nothing internal away. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof QueryError) return problemOfQuery(error);
  if (error instanceof SinkError && error.code === 'SINK_UNAVAILABLE') {
    return makeProblem('DATABASE_UNAVAILABLE', 'The database does not answer at the moment; nothing was changed.');
  }
  const status = statusOf(error);
  if (status === 404)
    return makeProblem('NOT_FOUND', 'There is nothing at this address; /api/docs lists what there is.');
  if (status === 413) return makeProblem('BODY_TOO_LARGE', 'The body is larger than 1 MB.');
  if (status !== undefined && status >= 400 && status < 500) {
    return makeProblem('BODY_INVALID', 'The request could not be read: its address or its body is malformed.');
  }
  return makeProblem('INTERNAL', 'Something went wrong inside the monitor; its log has the details.');
}

function problemOfQuery(error: QueryError): Problem {
  const parameters = error.parameter ? [{ name: error.parameter, reason: error.message }] : undefined;
  return makeProblem(CODE_OF_QUERY_ERROR[error.code], error.message, parameters);
}

/** Nest's exceptions and those of Express's middleware (body-parser, router) carry a status. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof URIError || error instanceof SyntaxError) return 400;
  const status = (error as { status?: unknown } | null | undefined)?.status;
  return typeof status === 'number' ? status : undefined;
}
