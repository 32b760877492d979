import type { EventSource, TrafficEvent } from './event-source.js';

/** Signs of life at regular moments. */
export class Heartbeats implements EventSource {
  at: number;
  readonly #everyMs: number;

  /** @param everySeconds 0 for none */
  constructor(from: number, everySeconds: number) {
    this.#everyMs = everySeconds * 1000;
    this.at = everySeconds > 0 ? from : Infinity;
  }

  take(): TrafficEvent {
    const event = { time: Math.floor(this.at), heartbeat: true };
    this.at += this.#everyMs;
    return event;
  }
}
