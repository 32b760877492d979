// A service that logs numbered records of every level through the transport, as fast as told, and says what it logged.
// It logs until it has logged enough or its standard input ends, whichever comes first.
import { setImmediate as tick, setTimeout as pause } from 'node:timers/promises';
import { KafkaTransport, levels } from '@log-monitor/winston-kafka';
import winston from 'winston';

const { service, records, rate } = JSON.parse(process.argv[2]);
const transport = new KafkaTransport({ service });
const logger = winston.createLogger({ levels, level: 'debug', transports: [transport] });
const byLevel = {};
const started = Date.now();
let enough = false;
process.stdin.on('end', () => (enough = true)).resume();

const levelOf = (number) => {
  if (number % 500 === 0) return 'critical';
  if (number % 20 === 0) return 'error';
  if (number % 10 === 0) return 'warning';
  return number % 3 === 0 ? 'debug' : 'info';
};

let logged = 0;
while (logged < records && !enough) {
  const number = logged + 1;
  const level = levelOf(number);
  byLevel[level] = (byLevel[level] ?? 0) + 1;
  logger[level](`record ${number}`, {
    number,
    requestId: `r-${number}`,
    ...(level === 'error' && { err: new Error(`e${number}`) }),
  });
  logged = number;
  if (number % 100 === 0) await tick();
  // Never more in the queue than the transport holds without dropping: this is about loss, not about overload.
  while (transport.stats().buffered > 50_000) await pause(5);
  if (rate > 0) while (((Date.now() - started) * rate) / 1000 < number && !enough) await pause(5);
}
const lastCallAt = Date.now();
process.stdin.destroy();
await new Promise((resolve) => {
  logger.once('finish', resolve);
  logger.end();
});
const { instance } = transport;
console.log(JSON.stringify({ service, instance, logged, byLevel, stats: transport.stats(), lastCallAt }));
