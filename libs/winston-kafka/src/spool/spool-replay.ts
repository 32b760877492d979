import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { CONTENT_TYPE_JSON, type DropRange, type DropReport, HEADER, MAX_DROP_RANGES } from '@log-monitor/log-record';
import { type KafkaLink } from '../send/kafka-link.js';
import { type LaneSend, deliverLane } from '../send/lane-delivery.js';
import { expandDrops } from './drops-in-short.js';
import { type Frame, decodeSpool } from './spool-format.js';
import { type SpoolFolder, holdsRecords } from './spool-folder.js';
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

interface ReplayTarget {
  topic: string;
  errorTopic: string;
}

/**
 * Sends what dead processes left in the spool, with their own instance, numbers, ids and key, marked as recovered. A
 * file is claimed by renaming it under our own name, which only one process can do, and removed when Kafka has
 * acknowledged all of it. If we die in between, the next one sends it again; the ledger recognises the repeats.
 */
export class SpoolReplay {
  readonly stats: ReplayStats = { recovered: 0, corrupt: 0 };
  private readonly claimed: string[] = [];
  private counter = 0;
  private running = false;
  private mentioned = false;

  constructor(
    private readonly folder: SpoolFolder,
    private readonly owner: string,
    private readonly target: ReplayTarget,
    private readonly notice: (line: string) => void,
  ) {}

  /**
   * Claims and sends. Never rejects: what fails stays claimed and is tried again by the next run.
   *
   * @returns the error of a send that failed
   */
  async run(link: KafkaLink): Promise<unknown> {
    if (this.running) return undefined;
    this.running = true;
    const before = this.stats.recovered;
    try {
      await this.claimDead();
      await this.mentionOthers();
      while (this.claimed.length > 0) {
        await this.replay(this.claimed[0] as string, link);
        this.claimed.shift();
      }
    } catch (error) {
      return error;
    } finally {
      this.running = false;
      const recovered = this.stats.recovered - before;
      if (recovered > 0) this.notice(`sent ${recovered} records that a process before this one had left in the spool`);
    }
    return undefined;
  }

  private async claimDead(): Promise<void> {
    for (const [owner, files] of this.folder.owners()) {
      const socket = this.folder.socketOf(owner);
      if (owner === this.owner || (await ownerLives(socket))) continue;
      for (const file of files) this.claim(file);
      rmSync(socket, { force: true });
    }
  }

  /** Says once that dead processes with other brokers or topics left records, which are not ours to send. */
  private async mentionOthers(): Promise<void> {
    if (this.mentioned) return;
    this.mentioned = true;
    for (const other of this.folder.siblings()) {
      for (const [owner, files] of other.owners()) {
        if (!files.some(holdsRecords) || (await ownerLives(other.socketOf(owner)))) continue;
        this.notice(
          `records for other brokers or topics wait in ${other.path}; a service with those settings sends them`,
        );
        return;
      }
    }
  }

  private claim(file: string): void {
    const mine = this.folder.fileOf(this.owner, `claimed-${++this.counter}`);
    try {
      renameSync(file, mine);
      this.claimed.push(mine);
    } catch {
      // Another process was faster: the file is in good hands.
    }
  }

  private async replay(file: string, link: KafkaLink): Promise<void> {
    const bytes = readIfThere(file);
    if (bytes === undefined) return;
    const { instance, frames, damaged } = decodeSpool(bytes);
    if (damaged.length > 0) this.keepAside(file, damaged);
    if (instance !== undefined) {
      const lastSeq = String(frames.reduce((last, { seq }) => Math.max(last, seq), 0));
      for (const batch of batchesOf(frames.flatMap((frame) => reportsOf(frame, instance))))
        await this.send(batch, instance, lastSeq, link);
    }
    rmSync(file, { force: true });
  }

  private async send(batch: readonly Frame[], instance: string, lastSeq: string, link: KafkaLink): Promise<void> {
    const key = Buffer.from(instance);
    const headers = {
      [HEADER.contentType]: Buffer.from(CONTENT_TYPE_JSON),
      [HEADER.lastSeq]: Buffer.from(lastSeq),
      [HEADER.recovered]: Buffer.from('true'),
    };
    const sendTo =
      (topic: string): LaneSend<Frame> =>
      (frames, timestamp) =>
        link.send(topic, { key, headers, timestamp, values: frames.map(({ payload }) => payload) });
    const refused: Frame[] = [];
    const lane = (topic: string, frames: readonly Frame[], counts: boolean): Promise<void> =>
      deliverLane(frames, sendTo(topic), {
        acknowledged: (done) => {
          if (counts) this.stats.recovered += done.filter(({ kind }) => kind !== 'report').length;
        },
        refused: (frame) => {
          if (counts && frame.kind !== 'report') refused.push(frame);
        },
        shifted: () => undefined,
      });
    const errors = batch.filter(({ kind }) => kind === 'error');
    await Promise.all([lane(this.target.topic, batch, true), lane(this.target.errorTopic, errors, false)]);
    const dropped = refused.map(({ seq }) => ({ reason: 'rejected' as const, from: seq, to: seq }));
    await lane(this.target.topic, dropReports(dropped, instance), false);
  }

  private keepAside(file: string, damaged: readonly Buffer[]): void {
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

/** What was dropped stands in the file in short; Kafka gets it as reports. */
function reportsOf(frame: Frame, instance: string): Frame[] {
  return frame.kind === 'drops' ? dropReports(expandDrops(frame.payload.toString()), instance) : [frame];
}

/** API: at most 200 ranges each. */
function dropReports(ranges: readonly DropRange[], instance: string): Frame[] {
  const reports: Frame[] = [];
  for (let at = 0; at < ranges.length; at += MAX_DROP_RANGES) {
    const report: DropReport = { v: 1, instance, report: true, dropped: ranges.slice(at, at + MAX_DROP_RANGES) };
    reports.push({ kind: 'report', seq: 0, payload: Buffer.from(JSON.stringify(report)) });
  }
  return reports;
}

function* batchesOf(frames: readonly Frame[]): Generator<Frame[]> {
  let batch: Frame[] = [];
  let bytes = 0;
  for (const frame of frames) {
    if (batch.length > 0 && (batch.length >= BATCH_RECORDS || bytes + frame.payload.length > BATCH_BYTES)) {
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
