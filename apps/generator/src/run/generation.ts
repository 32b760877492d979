import { setTimeout as sleep } from 'node:timers/promises';
import type { TrafficEvent } from '../event/event-source.js';
import type { Output } from '../output/output.js';
import type { Sink } from '../output/sink.js';
import type { EventStream } from '../traffic/event-stream.js';

export interface GenerationPlan {
  readonly events: EventStream;
  readonly outputs: readonly Output[];
  /** Gets what really happened, as JSON lines; undefined when nobody wants to know. */
  readonly truth: Sink | undefined;
  /** Milliseconds since 1970 UTC at which the events begin. */
  readonly from: number;
  /** Events from then on are not made; Infinity for no end. */
  readonly to: number;
  /** True: each line at its time; false: as fast as the sinks take them. */
  readonly isRealTime: boolean;
  /** Lines of all outputs together; Infinity for no limit. */
  readonly maxLines: number;
}

/** Lines that a batch has at most; a few hundred kilobytes. */
const BATCH_LINES = 500;
/** In real time, lines wait this long for others of their batch. */
const TICK_MS = 25;
/** Longest sleep, so that lines of a quiet log do not wait for the next one. */
const LONGEST_SLEEP_MS = 1_000;

/**
 * Makes events and writes their lines until the plan's end or the signal. What has been made by then is written, and the truth about it too.
 *
 * @returns how many lines there were
 * @throws GeneratorError when a sink cannot go on
 */
export async function generate(plan: GenerationPlan, signal: AbortSignal): Promise<number> {
  const { events, outputs } = plan;
  const startedAt = performance.now();
  const now = (): number => plan.from + performance.now() - startedAt;
  let lines = 0;
  let end = plan.from;
  for (let event = nextOf(plan); event !== undefined && !signal.aborted; event = nextOf(plan)) {
    if (plan.isRealTime && event.time > now()) {
      await flushAll(plan, end);
      await sleepUntil(event, now, signal);
      if (signal.aborted) break;
    }
    end = event.time;
    let waiting = 0;
    for (const output of outputs) {
      lines += output.add(event);
      waiting = Math.max(waiting, output.waiting);
    }
    if (lines >= plan.maxLines) break;
    if (waiting >= BATCH_LINES) await flushAll(plan, end);
  }
  if (plan.to < Infinity && lines < plan.maxLines && !signal.aborted) end = plan.to;
  await flushAll(plan, end);
  const unfinished = events.unfinished(end).map((truth) => JSON.stringify(truth));
  if (unfinished.length > 0) await plan.truth?.write(unfinished);
  return lines;
}

function nextOf({ events, to }: GenerationPlan): TrafficEvent | undefined {
  const event = events.next();
  return event === undefined || event.time >= to ? undefined : event;
}

async function sleepUntil(event: TrafficEvent, now: () => number, signal: AbortSignal): Promise<void> {
  for (let left = event.time - now(); left > 0 && !signal.aborted; left = event.time - now()) {
    await sleep(Math.min(Math.max(left, TICK_MS), LONGEST_SLEEP_MS), undefined, { signal }).catch(() => undefined);
  }
}

async function flushAll({ outputs, events, truth }: GenerationPlan, now: number): Promise<void> {
  for (const output of outputs) await output.flush();
  const truths = events.truths(now);
  if (truth && truths.length > 0) await truth.write(truths.map((each) => JSON.stringify(each)));
}
