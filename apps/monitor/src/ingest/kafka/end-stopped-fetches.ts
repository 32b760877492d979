import { createRequire } from 'node:module';

/** What kafkajs's runner is of use for here. */
interface Runner {
  running: boolean;
  fetch(nodeId: number): Promise<unknown[]>;
}

let installed = false;

/**
 * Makes the fetches of a stopped consumer of kafkajs end.
 *
 * When the brokers that lead partitions change while a consumer is being stopped, kafkajs starts fetchers that nobody stops any more. Each asks the runner for batches, which
 * answers at once that there are none, so the loop never gives way to a timer or to a socket: the whole process stands still at full load. It was seen with three brokers
 * one of which was killed. As kafkajs has no door for this, the method of its runner is replaced: an error ends the loop.
 */
export function endStoppedFetches(): void {
  if (installed) return;
  installed = true;
  const require = createRequire(import.meta.url);
  const { prototype } = require('kafkajs/src/consumer/runner.js') as { prototype: Runner };
  const fetch = Object.getOwnPropertyDescriptor(prototype, 'fetch')?.value as Runner['fetch'] | undefined;
  if (fetch === undefined) throw new Error("kafkajs's runner has no method fetch");
  prototype.fetch = async function (nodeId) {
    if (!this.running) throw new Error('the consumer has been stopped');
    return await fetch.call(this, nodeId);
  };
}
