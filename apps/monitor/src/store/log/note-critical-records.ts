import { SEVERITY } from '@log-monitor/log-record';
import type pg from 'pg';
import { isoTime } from '../connection/iso-time.js';
import type { PlacedRecord } from './pick-new-records.js';

/** Of each service of a batch: what a message can show. */
const MOST_SAMPLES = 5;

/** One row for each service, however many CRITICAL records the batch has. */
const NOTE = `
  INSERT INTO alert_critical (service_id, count, first_time, arrived_at, sample_ids, sample_times)
  VALUES ($1, $2, $3, $4, $5, $6)`;

/** Leaves word of CRITICAL records for whoever evaluates alerts, in the transaction that stores them. */
export async function noteCriticalRecords(client: pg.PoolClient, stored: readonly PlacedRecord[]): Promise<void> {
  const byService = new Map<number, PlacedRecord[]>();
  for (const one of stored) {
    if (one.record.severity !== SEVERITY.CRITICAL) continue;
    const { serviceId } = one.place;
    const ofService = byService.get(serviceId);
    if (ofService === undefined) byService.set(serviceId, [one]);
    else ofService.push(one);
  }
  for (const [serviceId, records] of byService) {
    const samples = records.slice(0, MOST_SAMPLES);
    await client.query(NOTE, [
      serviceId,
      records.length,
      isoTime(records.reduce((first, { time }) => Math.min(first, time), Number.POSITIVE_INFINITY)),
      isoTime(records.reduce((last, { record }) => Math.max(last, record.kafkaTime), 0)),
      samples.map(({ record }) => record.id),
      samples.map(({ time }) => isoTime(time)),
    ]);
  }
}
