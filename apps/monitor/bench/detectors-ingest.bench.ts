import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeAccessLogs } from './access-load.js';
import { type Cost, measureCost } from './paired-ingest.js';
import { collected, createWebTopic, startCollector, webTopics } from './web-topic.js';

const LINES = Number(process.env['BENCH_LINES'] ?? 1_200_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const LIVE_RATE = 10_000;
const DAY_MS = 86_400_000;

/** @param spanMs time that the lines are spread over */
async function measure(topic: string, spanMs: number): Promise<Cost> {
  const folder = await mkdtemp(path.join(tmpdir(), 'detectors-bench-'));
  const { files } = await writeAccessLogs(folder, LINES, spanMs);
  await createWebTopic(topic);
  await collected(startCollector(files, folder, topic));
  await rm(folder, { recursive: true });
  return await measureCost(
    { topic, records: LINES },
    { without: 'without-detectors.mjs', rounds: ROUNDS, topics: webTopics(topic) },
  );
}

function rowsOf(what: string, cost: Cost): (string | number)[][] {
  return [
    [`${what}: without detectors`, Math.round(cost.without.recordsPerSecond), 'lines/s', ''],
    [`${what}: with detectors`, Math.round(cost.with.recordsPerSecond), 'lines/s', ''],
    [`${what}: with / without`, Number(cost.ratio.toFixed(2)), 'ratio', '≥ 0.95'],
    [`${what}: monitor's processor without`, cost.without.processorMicroseconds.toFixed(2), 'µs/line', ''],
    [`${what}: monitor's processor with`, cost.with.processorMicroseconds.toFixed(2), 'µs/line', ''],
  ];
}

const live = await measure('bench-live', (LINES / LIVE_RATE) * 1000);
const day = await measure('bench-day', DAY_MS);

console.log(
  JSON.stringify({
    title: 'What detectors of anomalies cost ingest',
    method: `${LINES.toLocaleString('en-US')} lines in nginx's format "combined" (20,000 clients, two paths of three asked for once) are read from Kafka and stored, ${ROUNDS} times by the monitor as it is and ${ROUNDS} times by one that neither notes what detectors need nor judges, in turns, each time into a new database; medians, the ratio as the median of the pairs. Once they are what comes at ${LIVE_RATE.toLocaleString('en-US')} requests/s, once a day within seconds, the most that detectors can have to do: 8,640 windows of ten seconds. Nothing is judged before all that waited is stored; what judging takes is measured by itself (detectors).`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [...rowsOf('live', live), ...rowsOf('a day', day)],
  }),
);
