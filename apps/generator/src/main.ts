import { run } from './run/run.js';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
process.exitCode = await run(
  process.argv.slice(2),
  { environment: process.env, stdout: process.stdout, note: (line) => void process.stderr.write(`${line}\n`) },
  stop.signal,
);
