import type { LineCounts } from './line/line-counts.js';

const MIB = 1024 * 1024;

/** What was done, in one sentence. */
export function summaryOf(counts: LineCounts, ms: number): string {
  const { read, bytes, sent, acknowledged, dropped, heartbeats, cut, missingBytes } = counts;
  const seconds = ms / 1000;
  const parts = [
    `${plural(read, 'line')} read (${(bytes / MIB).toFixed(1)} MiB in ${seconds.toFixed(1)} s)`,
    `${number(sent)} sent`,
    `${number(acknowledged)} acknowledged by Kafka`,
  ];
  if (heartbeats > 0) parts.push(`${plural(heartbeats, 'heartbeat')} left out`);
  if (cut > 0) parts.push(`${number(cut)} cut to their beginnings`);
  if (missingBytes > 0) parts.push(`${plural(missingBytes, 'byte')} gone with their files before they were read`);
  if (dropped > 0) parts.push(`${number(dropped)} dropped`);
  const open = sent - acknowledged - dropped;
  if (open > 0) parts.push(`${number(open)} wait for the next start`);
  return `${parts.join(', ')}.`;
}

function plural(count: number, word: string): string {
  return `${number(count)} ${word}${count === 1 ? '' : 's'}`;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
