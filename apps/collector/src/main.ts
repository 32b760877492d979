import { run } from './run.js';

const stop = new AbortController();
let asked = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    asked += 1;
    if (asked > 1) process.exit(1);
    stop.abort();
  });
}
// A terminal that has gone is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  note: (line) => void process.stderr.write(`${line}\n`),
  progress: {
    isTerminal: process.stderr.isTTY === true,
    write: (text) => void process.stderr.write(text),
  },
  signal: stop.signal,
});
