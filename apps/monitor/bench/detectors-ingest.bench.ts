import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeAccessLogs } from './access-load.js';
import { measureCost } from './paired-ingest.js';
import { collected, createWebTopic, startCollector, WEB_TOPIC, WEB_TOPICS } from './web-topic.js';

const LINES = Number(process.env['BENCH_LINES'] ?? 400_000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);

const folder = await mkdtemp(path.join(tmpdir(), 'detectors-bench-'));
const { files } = await writeAccessLogs(folder, LINES);
await createWebTopic();
await collected(startCollector(files, folder));
await rm(folder, { recursive: true });
const cost = await measureCost(
  { topic: WEB_TOPIC, records: LINES },
  { without: 'without-detectors.mjs', rounds: ROUNDS, topics: WEB_TOPICS },
);

console.log(
  JSON.stringify({
    title: 'What detectors of anomalies cost ingest',
    method: `${LINES.toLocaleString('en-US')} lines of one day in nginx's format "combined" (20,000 clients, two paths of three asked for once) are read from Kafka and stored, ${ROUNDS} times by the monitor as it is and ${ROUNDS} times by one that neither notes what detectors need nor judges, in turns, each time into a new database; medians, the ratio as the median of the pairs. A day within seconds is the most that detectors can have to do: 8,640 windows of ten seconds.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['without detectors', Math.round(cost.without.recordsPerSecond), 'lines/s', ''],
      ['with detectors', Math.round(cost.with.recordsPerSecond), 'lines/s', ''],
      ['with / without', Number(cost.ratio.toFixed(2)), 'ratio', '≥ 0.95'],
      ["monitor's processor without", cost.without.processorMicroseconds.toFixed(2), 'µs/line', ''],
      ["monitor's processor with", cost.with.processorMicroseconds.toFixed(2), 'µs/line', ''],
    ],
  }),
);
