import { waitFor } from '@log-monitor/tools';
import { afterEach, beforeEach } from 'vitest';
import type { AlertEvent } from '../../src/alerts/event/alert-event.js';
import { alertEvent } from './alert-events.js';
import { HttpSink, type Received } from './http-sink.js';
import { TestDelivery } from './test-delivery.js';
import { TestStore } from './test-store.js';

/** For what comes within a second unless the machine is busy. */
export const SOON = { timeoutMs: 15_000 };

/** What tests of delivery share: a store and a receiver of webhooks for each, and monitors that end with it. */
export class DeliveryParts {
  store!: TestStore;
  sink!: HttpSink;
  #monitors: TestDelivery[] = [];

  async open(): Promise<void> {
    this.store = await TestStore.create();
    this.sink = await new HttpSink().listen();
  }

  async close(): Promise<void> {
    for (const monitor of this.#monitors.splice(0)) await monitor.stop();
    await this.sink.close();
    await this.store.close();
  }

  /** A monitor that delivers, by a webhook to the sink besides what is given. */
  monitor(alerts: ConstructorParameters<typeof TestDelivery>[1] = {}): TestDelivery {
    const made = new TestDelivery(this.store, { webhook: { url: this.sink.url, secret: undefined }, ...alerts });
    this.#monitors.push(made);
    return made;
  }

  /** Keys of the events that the sink has accepted, each message once however often it came. */
  told(received: readonly Received[] = this.sink.accepted): string[] {
    const messages = new Map<string, { events: { key: string }[] }>();
    for (const { body } of received) {
      const read = JSON.parse(body) as { key: string; events: { key: string }[] };
      messages.set(read.key, read);
    }
    return [...messages.values()].flatMap(({ events }) => events.map(({ key }) => key));
  }
}

export function useDelivery(): DeliveryParts {
  const parts = new DeliveryParts();
  beforeEach(() => parts.open());
  afterEach(() => parts.close());
  return parts;
}

export function keyed(key: string, over: Partial<AlertEvent> = {}): AlertEvent {
  return alertEvent({ key, severity: 'warning', ...over });
}

/** Until nothing waits. */
export async function settled(delivery: TestDelivery): Promise<void> {
  await waitFor(async () => (await delivery.states()).every((state) => !state.startsWith('waiting')), {
    ...SOON,
    what: 'delivery',
  });
}
