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

/** Everything that can be drawn. What is not built is not listed. */
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
  { value: 'services', label: 'Services and how they are', payloads: [SERVICE] },
  { value: 'deploys', label: 'First records of new versions, as annotations', payloads: [SERVICE] },
  { value: 'ingest_lag', label: 'Records in Kafka that are not stored yet', payloads: [] },
  { value: 'ledger_missing', label: 'Records missing in the range', payloads: [SERVICE] },
] as const satisfies TargetDescription[];

export type TargetName = (typeof TARGETS)[number]['value'];

export function isTargetName(name: string): name is TargetName {
  return TARGETS.some((target) => target.value === name);
}

/** The formats of `errors`. */
export const FORMATS = ['table', 'logs'] as const;
