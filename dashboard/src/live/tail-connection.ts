import { type Completeness, type StoredRecord } from '../api/answer.js';
import { addressOf, getJson } from '../api/get-json.js';
import { type Question, askIngest } from '../api/question.js';
import { RequestProblem } from '../api/request-problem.js';
import { waitBeforeRefresh } from './backoff.js';
import { type LogRow, type TailNote, recordRow } from './log-list.js';

/** The monitor's heart beats every 5 s; a connection that says nothing for longer than this is dead. */
const LONGEST_SILENCE_MS = 15_000;

export interface TailEvents {
  /** A record or a note has come. */
  onRow: (row: LogRow) => void;
  onHeartbeat: (completeness: Completeness) => void;
  /** The first event after (re)connecting has come. */
  onOpen: () => void;
  /** The connection is gone, or could not be made; it is tried again unless the token is wrong. */
  onLost: (problem: RequestProblem | undefined) => void;
}

/**
 * The live tail over one EventSource after another. Each goes on behind the last event that came, also when the server
 * refused in between, which an EventSource by itself takes for the end.
 */
export class TailConnection {
  #source: EventSource | undefined;
  #lastEventId = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ending = new AbortController();
  #failures = 0;
  #notes = 0;
  #state: 'new' | 'open' | 'lost' = 'new';

  constructor(
    private readonly ask: (lastEventId: string) => Question<object>,
    private readonly events: TailEvents,
  ) {}

  /**
   * Asks a plain question first: an EventSource tells no reason for a refusal, and brings up the browser's prompt for
   * a password where the token has changed.
   */
  async open(): Promise<void> {
    try {
      await getJson(askIngest(), this.#ending.signal);
    } catch (cause) {
      if (this.#ending.signal.aborted) return;
      if (!(cause instanceof RequestProblem)) throw cause;
      this.#lose(cause);
      return;
    }
    if (this.#ending.signal.aborted) return;
    const source = new EventSource(addressOf(this.ask(this.#lastEventId)));
    this.#source = source;
    source.addEventListener('message', (event: MessageEvent<unknown>) =>
      this.#receive(event, (data) => this.#onRecord(data)),
    );
    source.addEventListener('heartbeat', (event) =>
      this.#receive(event, (data) => this.events.onHeartbeat(data as Completeness)),
    );
    source.addEventListener('skipped', (event: MessageEvent<unknown>) =>
      this.#receive(event, (data) => this.#onSkipped(data)),
    );
    source.addEventListener('gap', (event: MessageEvent<unknown>) => this.#receive(event, (data) => this.#onGap(data)));
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
      this.events.onOpen();
    }
    this.#expectMore();
    take(JSON.parse(String(event.data)));
    this.#lastEventId = event.lastEventId;
  }

  #onRecord(data: unknown): void {
    this.events.onRow(recordRow(data as StoredRecord));
  }

  #onSkipped(data: unknown): void {
    this.#note({ kind: 'skipped', count: (data as { count: number }).count });
  }

  #onGap(data: unknown): void {
    const { reason, since } = data as { reason: string; since: string | null };
    this.#note({ kind: 'gap', reason, since });
  }

  #note(note: TailNote): void {
    this.#notes += 1;
    this.events.onRow({ kind: 'note', key: `note ${this.#notes}`, note });
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
    this.events.onLost(problem);
    // Asking again with a wrong token only uses up the attempts that the monitor allows.
    if (problem?.code === 'unauthorized') return;
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.open(), waitBeforeRefresh(this.#failures, Math.random()));
  }
}
