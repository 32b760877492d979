/** An option of a target, in the words of simPod's builder. */
export interface TargetOption {
  name: string;
  label: string;
  type: 'select' | 'multi-select' | 'input';
  placeholder: string;
}

export interface TargetDescription {
  value: string;
  label: string;
  payloads: TargetOption[];
}

const SERVICE: TargetOption = { name: 'service', label: 'Service', type: 'multi-select', placeholder: 'all services' };
const LEVEL: TargetOption = { name: 'level', label: 'Level', type: 'multi-select', placeholder: 'all levels' };
const HOST: TargetOption = { name: 'host', label: 'Host', type: 'multi-select', placeholder: 'all hosts' };
const SEARCH: TargetOption = { name: 'search', label: 'Text', type: 'input', placeholder: 'part of message or error' };
const FORMAT: TargetOption = { name: 'format', label: 'Format', type: 'select', placeholder: 'table' };
const LIMIT: TargetOption = { name: 'limit', label: 'Rows', type: 'input', placeholder: '100' };

const STATE: TargetOption = { name: 'state', label: 'State', type: 'multi-select', placeholder: 'all states' };
const SORT: TargetOption = { name: 'sort', label: 'Sort by', type: 'select', placeholder: 'count' };

/** What can be drawn of services' records. What is not built is not listed. */
export const TARGETS = [
  { value: 'error_count', label: 'Errors over time', payloads: [SERVICE, LEVEL, HOST] },
  { value: 'error_by_service', label: 'Errors over time, by service', payloads: [SERVICE, LEVEL, HOST] },
  { value: 'error_by_level', label: 'Errors over time, by level', payloads: [SERVICE, LEVEL, HOST] },
  { value: 'error_rate', label: 'Share of errors over time, 0 to 1', payloads: [SERVICE, HOST] },
  { value: 'log_count', label: 'Records over time', payloads: [SERVICE, LEVEL, HOST] },
  { value: 'log_by_service', label: 'Records over time, by service', payloads: [SERVICE, LEVEL, HOST] },
  { value: 'log_by_level', label: 'Records over time, by level', payloads: [SERVICE, LEVEL, HOST] },
  {
    value: 'errors',
    label: 'Newest errors, as table or log lines',
    payloads: [SERVICE, LEVEL, HOST, SEARCH, FORMAT, LIMIT],
  },
  {
    value: 'groups',
    label: 'Problems: errors that are the same one, counted together',
    payloads: [SERVICE, STATE, SEARCH, SORT, LIMIT],
  },
  { value: 'services', label: 'Services and how they are', payloads: [SERVICE] },
  { value: 'deploys', label: 'First records of new versions, as annotations', payloads: [SERVICE] },
  { value: 'ingest_lag', label: 'Records in Kafka that are not stored yet', payloads: [] },
  { value: 'ledger_missing', label: 'Records missing in the range', payloads: [SERVICE] },
] as const satisfies TargetDescription[];

export type TargetName = (typeof TARGETS)[number]['value'];

export function isTargetName(name: string): name is TargetName {
  return TARGETS.some((target) => target.value === name);
}

const PROJECT: TargetOption = { name: 'project', label: 'Project', type: 'multi-select', placeholder: 'all projects' };
const HTTP_HOST: TargetOption = { name: 'httpHost', label: 'Host asked for', type: 'multi-select', placeholder: 'all' };
const STATUS: TargetOption = { name: 'status', label: 'Status', type: 'multi-select', placeholder: 'all' };
const METHOD: TargetOption = { name: 'method', label: 'Method', type: 'multi-select', placeholder: 'all' };
const ROUTE: TargetOption = { name: 'route', label: 'Route', type: 'input', placeholder: 'GET /orders/:id' };
const CLIENT: TargetOption = { name: 'client', label: 'Client', type: 'input', placeholder: 'an address' };
const SOURCE: TargetOption = { name: 'source', label: 'Source', type: 'multi-select', placeholder: 'all sources' };
const CLUSTER: TargetOption = { name: 'cluster', label: 'Cluster', type: 'multi-select', placeholder: 'all clusters' };
const BY: TargetOption = { name: 'by', label: 'By', type: 'select', placeholder: 'none' };
const DETECTOR: TargetOption = { name: 'detector', label: 'Detector', type: 'multi-select', placeholder: 'all' };
const ROW_OF: TargetOption = { name: 'rows', label: 'A row for each', type: 'select', placeholder: 'url' };

const REQUESTS = [PROJECT, HTTP_HOST, STATUS, METHOD, ROUTE, CLIENT, SOURCE, CLUSTER];
const SERIES = [...REQUESTS, BY];
const RANKED = [...REQUESTS, ROW_OF, LIMIT];

/** What can be drawn of web servers' requests and error logs. */
export const ACCESS_TARGETS = [
  { value: 'access_requests', label: 'Requests over time', payloads: SERIES },
  { value: 'access_rps', label: 'Requests per second over time', payloads: SERIES },
  { value: 'access_status', label: 'Requests over time, by status class or code', payloads: SERIES },
  { value: 'access_latency_avg', label: 'Mean latency over time, ms', payloads: SERIES },
  { value: 'access_latency_p50', label: 'Median latency over time, ms', payloads: SERIES },
  { value: 'access_latency_p95', label: '95th percentile of latency over time, ms', payloads: SERIES },
  { value: 'access_latency_p99', label: '99th percentile of latency over time, ms', payloads: SERIES },
  { value: 'access_latency_max', label: 'Longest latency over time, ms', payloads: SERIES },
  {
    value: 'access_error_rate',
    label: 'Share of requests with status 400 and more over time, 0 to 1',
    payloads: SERIES,
  },
  {
    value: 'access_fault_rate',
    label: 'Share of requests at which the server failed over time, 0 to 1',
    payloads: SERIES,
  },
  { value: 'access_bytes', label: 'Bytes sent over time', payloads: SERIES },
  { value: 'access_top_urls', label: 'URLs or routes with the most requests', payloads: RANKED },
  { value: 'access_top_slow', label: 'URLs or routes that take the longest', payloads: RANKED },
  { value: 'access_top_errors', label: 'URLs or routes with the most errors', payloads: RANKED },
  { value: 'access_projects', label: 'Requests by project', payloads: REQUESTS },
  { value: 'access_clients', label: 'Clients with the most requests', payloads: [...REQUESTS, LIMIT] },
  { value: 'access_lines', label: 'Newest requests, line by line', payloads: [...REQUESTS, SEARCH, LIMIT] },
  {
    value: 'access_errors',
    label: 'Lines of error logs by host, level and class, as table or over time',
    payloads: [HTTP_HOST, CLIENT, SOURCE, CLUSTER, BY],
  },
  {
    value: 'access_causes',
    label: 'Why requests failed: the errors of services, with their share; of 5xx unless a status is asked for',
    payloads: REQUESTS,
  },
  {
    value: 'access_anomalies',
    label: 'What is unusual in requests: floods, scans, surges of faults, latency shifts, drops',
    payloads: [HTTP_HOST, CLIENT, SOURCE, DETECTOR, LIMIT],
  },
  {
    value: 'access_anomaly_score',
    label: 'Scores of what is unusual over time, by detector, 0 to 100',
    payloads: [HTTP_HOST, CLIENT, SOURCE, DETECTOR],
  },
  { value: 'access_sources', label: 'Sources of access logs and what came of them', payloads: [SOURCE, CLUSTER] },
] as const satisfies TargetDescription[];

export type AccessTargetName = (typeof ACCESS_TARGETS)[number]['value'];

export function isAccessTarget(name: string): name is AccessTargetName {
  return ACCESS_TARGETS.some((target) => target.value === name);
}

/** The formats of `errors`. */
export const FORMATS = ['table', 'logs'] as const;
