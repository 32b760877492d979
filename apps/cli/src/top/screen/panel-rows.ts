import type { ReportPanel, ReportRow } from '@log-monitor/access-report';
import type { Order } from './view-state.js';

/** Rows whose order says something by itself. */
const IN_ORDER: ReadonlySet<string> = new Set(['hours', 'days', 'latency']);

const FIGURES: Readonly<Record<Exclude<Order, 'name'>, (row: ReportRow) => number>> = {
  requests: ({ requests }) => requests,
  errors: ({ errors }) => errors,
  faults: ({ faults }) => faults,
  bytes: ({ bytes }) => bytes,
  latency: ({ latency }) => latency.p95 ?? latency.mean ?? 0,
};

/** The rows of a panel that have the text, in an order. */
export function panelRows(panel: ReportPanel, order: Order, filter: string): readonly ReportRow[] {
  const wanted = filter.toLowerCase();
  const found =
    wanted === ''
      ? panel.rows
      : panel.rows.filter(({ name, host }) => `${name} ${host ?? ''}`.toLowerCase().includes(wanted));
  if (IN_ORDER.has(panel.name)) return found;
  if (order === 'name') return found.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const figure = FIGURES[order];
  return found.toSorted((left, right) => figure(right) - figure(left));
}
