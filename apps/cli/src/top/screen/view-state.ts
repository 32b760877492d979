import type { PanelName } from '@log-monitor/access-report';

/** In which order the rows of a panel are. */
export const ORDERS = ['requests', 'errors', 'faults', 'latency', 'bytes', 'name'] as const;

export type Order = (typeof ORDERS)[number];

/** What the person at the keyboard has chosen. */
export interface ViewState {
  /** Which of the panels that are there comes first. */
  readonly panel: number;
  /** Rows that are scrolled over. */
  readonly offset: number;
  readonly isOne: boolean;
  readonly order: Order;
  readonly filter: string;
  readonly isTyping: boolean;
  readonly isPaused: boolean;
  readonly isHelp: boolean;
}

export const FIRST_STATE: ViewState = {
  panel: 0,
  offset: 0,
  isOne: false,
  order: 'requests',
  filter: '',
  isTyping: false,
  isPaused: false,
  isHelp: false,
};

/** A key as node:readline names it. */
export interface Key {
  readonly name: string | undefined;
  /** What it writes. */
  readonly text: string | undefined;
  readonly ctrl: boolean;
  readonly shift: boolean;
}

export interface Shown {
  readonly panels: readonly PanelName[];
  /** Rows that fit. */
  readonly rows: number;
}

const MOST_FILTER = 80;

/** What a key does. @returns `quit` to end */
export function pressed(state: ViewState, key: Key, shown: Shown): ViewState | 'quit' {
  if (key.ctrl && (key.name === 'c' || key.name === 'd')) return 'quit';
  if (state.isTyping) return typed(state, key);
  if (state.isHelp) return { ...state, isHelp: false };
  const count = Math.max(1, shown.panels.length);
  const digit = /^[1-9]$/.test(key.text ?? '') ? Number(key.text) - 1 : undefined;
  if (digit !== undefined) return digit < count ? { ...state, panel: digit, offset: 0 } : state;
  if (key.text === 's') return { ...state, order: next(state.order, 1), offset: 0 };
  if (key.text === 'S') return { ...state, order: next(state.order, -1), offset: 0 };
  if (key.text === '/') return { ...state, isTyping: true, filter: '', offset: 0 };
  if (key.text === '?') return { ...state, isHelp: true };
  return moved(state, key, count, shown.rows);
}

function moved(state: ViewState, { name, shift }: Key, count: number, rows: number): ViewState | 'quit' {
  const panel = (by: number): ViewState => ({ ...state, panel: (state.panel + by + count) % count, offset: 0 });
  const scrolled = (by: number): ViewState => ({ ...state, offset: Math.max(0, state.offset + by) });
  if (name === 'q') return 'quit';
  if (name === 'p') return { ...state, isPaused: !state.isPaused };
  if (name === 'tab') return panel(shift ? -1 : 1);
  if (name === 'return') return { ...state, isOne: !state.isOne, offset: 0 };
  if (name === 'escape') return { ...state, filter: '', isOne: false, offset: 0 };
  const steps: Readonly<Record<string, number>> = { down: 1, up: -1, pagedown: rows, space: rows, pageup: -rows };
  if (name === 'left' || name === 'right') return panel(name === 'left' ? -1 : 1);
  if (name === 'home') return { ...state, offset: 0 };
  return scrolled(steps[name ?? ''] ?? 0);
}

function typed(state: ViewState, { name, text }: Key): ViewState {
  if (name === 'return' || name === 'enter') return { ...state, isTyping: false };
  if (name === 'escape') return { ...state, isTyping: false, filter: '' };
  if (name === 'backspace') return { ...state, filter: [...state.filter].slice(0, -1).join('') };
  if (text === undefined || text < ' ' || text === '\u007f') return state;
  return { ...state, filter: (state.filter + text).slice(0, MOST_FILTER) };
}

function next(order: Order, by: number): Order {
  return ORDERS[(ORDERS.indexOf(order) + by + ORDERS.length) % ORDERS.length] ?? 'requests';
}
