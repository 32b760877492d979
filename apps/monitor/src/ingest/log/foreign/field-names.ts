/** The names under which producers write what a record has a field for, each list in the order in which it is believed. */
export const MESSAGE_NAMES = [
  'message',
  '@message',
  'msg',
  'Message',
  'Body',
  'body',
  'event',
  'log',
  'text',
  'MESSAGE',
  'textPayload',
];
export const TIME_NAMES = [
  'timestamp',
  '@timestamp',
  'time',
  'ts',
  'datetime',
  'asctime',
  'Timestamp',
  'timeUnixNano',
  'instant',
  'created',
  'date',
  '__REALTIME_TIMESTAMP',
];
export const SERVICE_NAMES = [
  'service',
  'service.name',
  'service_name',
  'serviceName',
  'serviceContext.service',
  'dd.service',
  'app',
  'application',
  'appname',
  'app_name',
  'Application',
  'SYSLOG_IDENTIFIER',
];
export const HOST_NAMES = [
  'host',
  'hostname',
  'host.hostname',
  'hostName',
  'HOSTNAME',
  '_HOSTNAME',
  'MachineName',
  'source_host',
];
export const LOGGER_NAMES = [
  'logger',
  'logger_name',
  'log.logger',
  'log_logger',
  'loggerName',
  'context',
  '_logger',
  '@module',
  'SourceContext',
  'Category',
  'python_logger',
  'scope',
];
/** A logger by the last resort. */
export const LATE_LOGGER_NAMES = ['name', 'target'];
export const REQUEST_ID_NAMES = [
  'requestId',
  'request_id',
  'reqId',
  'req_id',
  'request.id',
  'http.request.id',
  'RequestId',
  'correlationId',
  'correlation_id',
  'CorrelationId',
  'x-request-id',
  'function_request_id',
  'AWSRequestId',
];
export const USER_ID_NAMES = ['userId', 'user_id', 'user.id', 'enduser.id', 'UserId'];
export const TRACE_ID_NAMES = ['traceId', 'trace_id', 'trace.id', 'TraceId', 'traceID', 'dd.trace_id', 'otelTraceID'];
export const SPAN_ID_NAMES = ['spanId', 'span_id', 'span.id', 'SpanId', 'spanID', 'dd.span_id', 'otelSpanID'];
export const VERSION_NAMES = ['version', 'service.version', 'service_version', 'serviceContext.version', 'dd.version'];
export const ENVIRONMENT_NAMES = [
  'environment',
  'env',
  'deployment.environment.name',
  'deployment.environment',
  'service.environment',
  'dd.env',
];
export const PID_NAMES = ['pid', 'process', 'process.pid', 'process_pid', 'processId', '_PID'];
