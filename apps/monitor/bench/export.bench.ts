import { get } from 'node:http';
import { percentile } from './open-loop.js';
import { SeededServer } from './seeded-server.js';

/** An export of everything, and what it costs in memory. BENCH_RECORDS: how many records. */
const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);
const SAMPLE_MS = 250;
const LINE_FEED = 10;

interface Exported {
  lines: number;
  bytes: number;
  seconds: number;
  /** Memory in megabytes, by how much of the export was done: [share, MB]. */
  memory: [number, number][];
}

async function exportAll(server: SeededServer): Promise<Exported> {
  const begun = performance.now();
  const exported: Exported = { lines: 0, bytes: 0, seconds: 0, memory: [] };
  const sampling = setInterval(() => exported.memory.push([exported.lines / RECORDS, server.residentMb]), SAMPLE_MS);
  await new Promise<void>((resolve, reject) => {
    const request = get(`${server.url}/api/v1/logs/export?format=ndjson&from=now-30d`, (response) => {
      response.on('data', (chunk: Buffer) => {
        exported.bytes += chunk.length;
        for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) exported.lines += 1;
      });
      response.on('end', resolve);
      response.on('error', reject);
    });
    request.on('error', reject);
  });
  clearInterval(sampling);
  exported.seconds = (performance.now() - begun) / 1000;
  return exported;
}

const server = await SeededServer.start(String(process.env['DATABASE_URL']), RECORDS, 1);
try {
  const stored = await server.countStored();
  const before = server.residentMb;
  const { lines, bytes, seconds, memory } = await exportAll(server);
  const highest = (from: number, to: number): number =>
    Math.round(
      percentile(
        memory.filter(([share]) => share >= from && share < to).map(([, mb]) => mb),
        1,
      ),
    );
  console.log(
    JSON.stringify({
      title: 'Export: everything as NDJSON',
      method: `All ${RECORDS.toLocaleString('en-US')} records of a seeded store are exported to one client on the same machine; the memory of the monitor's HTTP side is looked at four times a second.`,
      columns: ['what', 'value', 'unit', 'goal'],
      rows: [
        ['records', lines, '', `${stored.toLocaleString('en-US')}, as counted by SQL`],
        ['size', Math.round(bytes / 1_000_000), 'MB', ''],
        ['time', Math.round(seconds), 's', ''],
        ['memory before', Math.round(before), 'MB', ''],
        ['highest in the first fifth', highest(0, 0.2), 'MB', ''],
        ['highest in the last fifth', highest(0.8, 1.01), 'MB', 'flat'],
      ],
    }),
  );
} finally {
  await server.stop();
}
