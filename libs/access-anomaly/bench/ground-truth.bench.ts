import { describeQuality, judgeDays, qualityOf } from '../test/generated-days.js';

const DAY_SECONDS = 86_400;
const seeds = (process.env.SEEDS ?? '1,2,3').split(',').map(Number);
const RATE = Number(process.env.RATE ?? 20);
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
    title: 'Anomalies against the generator’s ground truth',
    rows: [
      { name: 'incidents', value: incidents, unit: `in ${seeds.length} days of ${DAY_SECONDS} s` },
      { name: 'precision, least of the days', value: precision, unit: 'share' },
      { name: 'recall, least of the days', value: recall, unit: 'share' },
      { name: 'found after, at most', value: worst, unit: 's of event time' },
      { name: 'highest score of a quiet week', value: highest, unit: 'of 100' },
    ],
  }),
);
