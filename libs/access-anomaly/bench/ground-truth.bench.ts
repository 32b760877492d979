import { describeQuality, judgeDays, qualityOf } from '../test/generated-days.js';

const seeds = (process.env['SEEDS'] ?? '11').split(',').map(Number);
/** Requests/s. At hosts with few of them nobody can tell within 30 seconds: RATE=20 shows it (docs/measurements/anomalies.md). */
const RATE = Number(process.env['RATE'] ?? 120);
const FROM = Date.UTC(2026, 10, 23);
const INCIDENTS = { flood: 12, scan: 12, brute_force: 12, error_burst: 10, slow: 8, drop: 8 };

let incidents = 0;
let worst = 0;
let precision = 1;
let recall = 1;
for (const seed of seeds) {
  const judged = judgeDays({ seed, from: FROM, hours: 25, rate: RATE, incidents: INCIDENTS });
  const quality = qualityOf(judged, FROM / 1000 + 3600);
  console.error(`day of seed ${seed}: ${describeQuality(quality, judged.requests)}`);
  incidents += quality.delays.length + quality.missed.length;
  worst = Math.max(worst, quality.delays.at(-1) ?? 0);
  precision = Math.min(precision, quality.precision);
  recall = Math.min(recall, quality.recall);
}

const quiet = judgeDays({ seed: 7, from: FROM, hours: 168, rate: RATE / 4, incidents: {} });
const highest = Math.max(0, ...quiet.findings.map(({ score }) => score));
for (const { detector, score, why } of quiet.findings) console.error(`quiet week: ${detector} ${score} ${why}`);
console.error(`quiet week: ${quiet.requests} requests, ${quiet.findings.length} findings, highest score ${highest}`);

console.log(
  JSON.stringify({
    title: 'Anomalies: held against the truth of generated days',
    method: `${seeds.length === 1 ? 'A day' : `${seeds.length} days`} of ${RATE} requests/s on average with the rhythm of a week, noise and incidents at random (${Object.entries(
      INCIDENTS,
    )
      .map(([kind, count]) => `${count} × ${kind}`)
      .join(
        ', ',
      )} a day), and a week without any, at a fourth of that rate. With fewer requests some take longer to find: docs/measurements/anomalies.md. Lines are written in Kong's format, read by the parser, counted in batches and judged, as the monitor does; the first hour is not asked for.`,
    columns: ['what', 'value', 'unit', 'goal'],
    rows: [
      ['incidents', incidents, '', ''],
      ['precision, least of the days', Number(precision.toFixed(3)), '', '≥ 0.95'],
      ['recall, least of the days', Number(recall.toFixed(3)), '', '≥ 0.95'],
      ['found after, at most', worst, 's of event time', '≤ 30'],
      ['highest score of the quiet week', highest, 'of 100', '≤ 75'],
    ],
  }),
);
