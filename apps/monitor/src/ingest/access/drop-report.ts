import { readDropReport } from '../log/native/native-record.js';

/** What a collector says that it dropped; null when the message says no such thing. */
export function dropReport(value: Buffer): ReturnType<typeof readDropReport> {
  try {
    const report: unknown = JSON.parse(value.toString('utf8'));
    return typeof report === 'object' && report !== null ? readDropReport(report as Record<string, unknown>) : null;
  } catch {
    // No report: then it is a line.
    return null;
  }
}
