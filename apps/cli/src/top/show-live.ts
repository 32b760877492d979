import { setTimeout as delay } from 'node:timers/promises';
import type { AccessReport } from '@log-monitor/access-report';
import type { Terminal } from '../command-line/command.js';
import { Screen } from './screen/screen.js';
import { topFrame } from './screen/top-frame.js';
import { FIRST_STATE, type Key, pressed, type ViewState } from './screen/view-state.js';

/** Where the figures come from. */
export interface LiveReports {
  /** Undefined: nothing has changed. @throws when there will be none any more */
  next(): Promise<AccessReport | undefined>;
  /** What is happening, in a few words. */
  readonly status: string;
  /** Asked no more often. */
  readonly everyMs: number;
}

/** A report may take this share of the time. */
const REPORT_SHARE = 0.5;
/** What the head of the screen takes, at least. */
const HEAD_ROWS = 6;

/** Shows reports until somebody has had enough. */
export async function showLive(reports: LiveReports, first: AccessReport, terminal: Terminal): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, terminal.signal]);
  let state: ViewState = FIRST_STATE;
  let report = first;
  const paint = (): void => screen.paint(topFrame(report, state, screen.size, reports.status));
  const press = (key: Key): void => {
    const shown = { panels: report.panels.map(({ name }) => name), rows: Math.max(1, screen.size.rows - HEAD_ROWS) };
    const next = pressed(state, key, shown);
    if (next === 'quit') return stop.abort();
    state = next;
    paint();
  };
  const screen = Screen.open(terminal.color, press, () => paint());
  try {
    paint();
    while (!signal.aborted) {
      const began = performance.now();
      const next = await reports.next();
      if (next !== undefined && !state.isPaused) report = next;
      if (!signal.aborted) paint();
      await pause(Math.max(reports.everyMs, (performance.now() - began) / REPORT_SHARE), signal);
    }
  } finally {
    screen.close();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Ended early by the signal, which is what is waited for as well.
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
