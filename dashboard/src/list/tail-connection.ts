import type { Completeness, TailGap, TailSkipped } from '@log-monitor/monitor-api';
import { addressOf, fetchAnswer } from '../api/fetch-answer.js';
import { type Question, askIngest } from '../api/question.js';
import type { RequestProblem } from '../api/request-problem.js';
import { waitBeforeRefresh } from '../live/backoff.js';
import { type Listed, type Row, type TailNote, itemRow } from './live-list.js';

/** The monitor's heart beats every 5 s; a connection that says nothing for longer than this is dead. */
const LONGEST_SILENCE_MS = 15_000;

interface TailEvents<Item> {
  /** An item or a note has come. */
  onRow: (row: Row<Item>) => void;
  onHeartbeat: (completeness: Completeness) => void;
  /** The first event after (re)connecting has come. */
  onOpen: () => void;
  /** The connection is gone, or could not be made; it is tried again unless the token is wrong. */
  onLost: (problem: RequestProblem | undefined) => void;
}

/**
 * The live tail over one EventSource after another. Each goes on after the last event that came, also when the server
 * refused in between, which an EventSource by itself takes for the end.
 */
export class TailConnection<Item extends Listed> {
  #source: EventSource | undefined;
  #lastEventId = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ending = new AbortController();
  #failures = 0;
  #notes = 0;
  #state: 'new' | 'open' | 'lost' = 'new';
  readonly #ask: (lastEventId: string) => Question<object>;
  readonly #events: TailEvents<Item>;

  constructor(ask: (lastEventId: string) => Question<object>, events: TailEvents<Item>) {
    this.#ask = ask;
    this.#events = events;
  }

  /**
   * Asks a plain question first: an EventSource tells no reason for a refusal, and brings up the browser's prompt for
   * a password where the token has changed.
   */
  async open(): Promise<void> {
    const { problem } = await fetchAnswer(askIngest(), this.#ending.signal);
    if (this.#ending.signal.aborted) return;
    if (problem) return this.#lose(problem);
    const source = new EventSource(addressOf(this.#ask(this.#lastEventId)));
    this.#source = source;
    const on = (event: string, take: (data: unknown) => void): void =>
      source.addEventListener(event, (message: MessageEvent<unknown>) => this.#receive(message, take));
    on('message', (data) => this.#events.onRow(itemRow(data as Item)));
    on('heartbeat', (data) => this.#events.onHeartbeat(data as Completeness));
    on('skipped', (data) => this.#note({ kind: 'skipped', count: (data as TailSkipped).count }));
    on('gap', (data) => this.#note({ kind: 'gap', ...(data as TailGap) }));
    source.addEventListener('error', () => this.#lose(undefined));
    this.#expectMore();
  }

  end(): void {
    this.#ending.abort();
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  #receive(event: MessageEvent<unknown>, take: (data: unknown) => void): void {
    if (this.#state !== 'open') {
      if (this.#state === 'lost') this.#note({ kind: 'back', at: Date.now() });
      this.#state = 'open';
      this.#failures = 0;
      this.#events.onOpen();
    }
    this.#expectMore();
    take(JSON.parse(String(event.data)));
    this.#lastEventId = event.lastEventId;
  }

  #note(note: TailNote): void {
    this.#notes += 1;
    this.#events.onRow({ kind: 'note', key: `note ${this.#notes}`, note });
  }

  #expectMore(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(undefined), LONGEST_SILENCE_MS);
  }

  #lose(problem: RequestProblem | undefined): void {
    this.#source?.close();
    this.#source = undefined;
    clearTimeout(this.#timer);
    if (this.#state === 'open') {
      this.#state = 'lost';
      this.#note({ kind: 'lost', at: Date.now() });
    }
    this.#events.onLost(problem);
    // Asking again with a wrong token only uses up the attempts that the monitor allows.
    if (problem?.code === 'unauthorized') return;
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.open(), waitBeforeRefresh(this.#failures, Math.random()));
  }
}
