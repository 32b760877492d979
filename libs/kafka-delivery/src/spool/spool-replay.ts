import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type DropRange, MAX_DROP_RANGES } from '@log-monitor/log-record';
import type { TopicPlan } from '../settings/delivery-settings.js';
import { encodeDropReport } from '../drops/drop-reporter.js';
import { expandDrops } from '../drops/drops-in-short.js';
import type { KafkaLink } from '../kafkajs/kafka-link.js';
import { MessageHeaders } from '../send/message-headers.js';
import { type TopicSend, sendToTopic } from '../send/send-to-topic.js';
import { lookAtOthers } from './other-destinations.js';
import { type Frame, decodeSpool } from './spool-format.js';
import type { SpoolFolder } from './spool-folder.js';
import { ownerLives } from './spool-guard.js';

const BATCH_RECORDS = 400;
const BATCH_BYTES = 512 * 1024;
const MAX_CORRUPT_BYTES = 1024 * 1024;

export interface ReplayStats {
  /** Records of dead processes that Kafka has acknowledged. */
  recovered: number;
  /** Damaged parts of files, kept aside as `.corrupt`. */
  corrupt: number;
}

/** A file of ours, and how far it has been sent: the try after a failure goes on there. */
interface Claim {
  readonly file: string;
  /** Whether what is damaged in it has been put aside. */
  examined: boolean;
  /** Batches that all topics have. */
  batches: number;
  /** Topics that have the batch after those. */
  readonly topics: Set<string>;
  /** Records of that batch which Kafka will not take. */
  refused: Frame[];
}

/**
 * Sends what dead processes left in the spool, with their own instance, numbers, ids and key, marked as recovered. A
 * file is claimed by renaming it under our own name, which only one process can do, and removed when Kafka has
 * acknowledged all of it. If we die in between, the next one sends it again; the ledger recognises the repeats.
 */
export class SpoolReplay {
  readonly stats: ReplayStats = { recovered: 0, corrupt: 0 };
  readonly #claimed: Claim[] = [];
  #counter = 0;
  #running = false;
  #lookedAtOthers = false;

  constructor(
    private readonly folder: SpoolFolder,
    private readonly owner: string,
    private readonly topics: TopicPlan,
    private readonly notice: (line: string) => void,
    private readonly headers = new MessageHeaders(),
  ) {}

  /**
   * Claims and sends. Never rejects: what fails stays claimed and is tried again by the next run.
   *
   * @returns the error of a send that failed
   */
  async run(link: KafkaLink): Promise<unknown> {
    if (this.#running) return undefined;
    this.#running = true;
    const before = this.stats.recovered;
    try {
      await this.#claimDead();
      if (!this.#lookedAtOthers) await lookAtOthers(this.folder, this.notice, Date.now());
      this.#lookedAtOthers = true;
      while (this.#claimed.length > 0) {
        await this.#replay(this.#claimed[0] as Claim, link);
        this.#claimed.shift();
      }
    } catch (error) {
      return error;
    } finally {
      this.#running = false;
      const recovered = this.stats.recovered - before;
      if (recovered > 0) this.notice(`sent ${recovered} records that a process before this one had left in the spool`);
    }
    return undefined;
  }

  async #claimDead(): Promise<void> {
    for (const [owner, files] of this.folder.owners()) {
      const socket = this.folder.socketOf(owner);
      if (owner === this.owner || (await ownerLives(socket))) continue;
      for (const file of files) this.#claim(file);
      rmSync(socket, { force: true });
    }
  }

  #claim(file: string): void {
    const mine = this.folder.fileOf(this.owner, `claimed-${++this.#counter}`);
    try {
      renameSync(file, mine);
      this.#claimed.push({ file: mine, examined: false, batches: 0, topics: new Set(), refused: [] });
    } catch {
      // Another process was faster: the file is in good hands.
    }
  }

  async #replay(claim: Claim, link: KafkaLink): Promise<void> {
    const { file } = claim;
    const bytes = readIfThere(file);
    if (bytes === undefined) return;
    const { instance, frames, damaged } = decodeSpool(bytes);
    if (damaged.length > 0 && !claim.examined) this.#keepAside(file, damaged);
    claim.examined = true;
    if (instance !== undefined) {
      const lastSeq = frames.reduce((last, { seq }) => Math.max(last, seq), 0);
      const sendTo = sendsOf(link, instance, lastSeq, this.headers);
      const batches = [...batchesOf(frames.flatMap((frame) => reportsOf(frame, instance)))];
      for (const batch of batches.slice(claim.batches)) {
        await this.#send(claim, batch, sendTo);
        await this.#reportRefused(claim, instance, sendTo);
        claim.batches += 1;
        claim.topics.clear();
      }
    }
    rmSync(file, { force: true });
  }

  /** @throws the error of a topic that has not taken its part; what the other one has taken is noted all the same */
  async #send(claim: Claim, batch: readonly Frame[], sendTo: SendTo): Promise<void> {
    const { main, urgent } = this.topics;
    const deliver = async (topic: string, frames: readonly Frame[]): Promise<void> => {
      if (claim.topics.has(topic)) return;
      await sendToTopic(frames, sendTo(topic), {
        acknowledged: (done) => {
          if (topic === main) this.stats.recovered += done.filter(({ kind }) => kind !== 'report').length;
        },
        refused: (frame) => {
          if (topic === main && frame.kind !== 'report') claim.refused.push(frame);
        },
      });
      claim.topics.add(topic);
    };
    const urgentFrames = batch.filter(({ kind }) => kind === 'urgent');
    // Both to their end: the next try must not begin while a part of this one is still under way.
    const outcomes = await Promise.allSettled([deliver(main, batch), urgent && deliver(urgent.topic, urgentFrames)]);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #reportRefused(claim: Claim, instance: string, sendTo: SendTo): Promise<void> {
    const dropped = claim.refused.map(({ seq }) => ({ reason: 'rejected' as const, from: seq, to: seq }));
    await sendToTopic(dropReports(dropped, instance), sendTo(this.topics.main), { acknowledged: () => undefined });
    claim.refused = [];
  }

  #keepAside(file: string, damaged: readonly Buffer[]): void {
    this.stats.corrupt += damaged.length;
    const kept = Buffer.concat(damaged).subarray(0, MAX_CORRUPT_BYTES);
    try {
      writeFileSync(`${file}.corrupt`, kept, { mode: 0o600, flag: 'wx' });
    } catch {
      // No room, or kept already by an earlier try: the count in stats() remains.
    }
    this.notice(`a spool file was damaged; ${kept.length} bytes are kept as ${file}.corrupt`);
  }
}

type SendTo = (topic: string) => TopicSend<Frame>;

/** Sends as the dead process would have: with its key, and a header that says so. */
function sendsOf(link: KafkaLink, instance: string, lastSeq: number, headers: MessageHeaders): SendTo {
  const key = Buffer.from(instance);
  const ofRecords = headers.ofRecords(instance, lastSeq, ['recovered']);
  const ofReports = headers.ofReport(instance, lastSeq, ['recovered']);
  return (topic) => (frames, timestamp) => {
    const values = frames.map(({ payload }) => payload);
    return frames[0]?.kind === 'report'
      ? link.send(topic, { key, headers: ofReports, timestamp, values })
      : link.send(topic, { key, headers: ofRecords, timestamp, values, numbers: headers.numbers(frames) });
  };
}

/** What was dropped stands in the file in short; Kafka gets it as reports. */
function reportsOf(frame: Frame, instance: string): Frame[] {
  return frame.kind === 'drops' ? dropReports(expandDrops(frame.payload.toString()), instance) : [frame];
}

function dropReports(ranges: readonly DropRange[], instance: string): Frame[] {
  const reports: Frame[] = [];
  for (let at = 0; at < ranges.length; at += MAX_DROP_RANGES) {
    const payload = encodeDropReport(instance, ranges.slice(at, at + MAX_DROP_RANGES));
    reports.push({ kind: 'report', seq: 0, payload });
  }
  return reports;
}

function* batchesOf(frames: readonly Frame[]): Generator<Frame[]> {
  let batch: Frame[] = [];
  let bytes = 0;
  for (const frame of frames) {
    // A report has other headers than records have.
    const isOther = batch.length > 0 && (batch[0]?.kind === 'report') !== (frame.kind === 'report');
    const isFull = batch.length >= BATCH_RECORDS || bytes + frame.payload.length > BATCH_BYTES;
    if (batch.length > 0 && (isOther || isFull)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(frame);
    bytes += frame.payload.length;
  }
  if (batch.length > 0) yield batch;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // Removed by somebody: nothing is left to send.
    return undefined;
  }
}
