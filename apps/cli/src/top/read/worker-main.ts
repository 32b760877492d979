import { parentPort, workerData } from 'node:worker_threads';
import { LineCounter } from './line-counter.js';
import type { FromWorker, LineOptions, ToWorker } from './line-task.js';

/** Told no more often than that. */
const PROGRESS_BYTES = 4 * 1024 * 1024;

const port = parentPort;
if (port === null) throw new Error('this runs as a worker thread');
const say = (message: FromWorker): void => port.postMessage(message);
let untold = 0;
const counter = new LineCounter(workerData as LineOptions, (bytes) => {
  untold += bytes;
  if (untold < PROGRESS_BYTES) return;
  say({ kind: 'progress', bytes: untold });
  untold = 0;
});

port.on('message', (message: ToWorker) => {
  try {
    if (message.kind === 'take') {
      say({ kind: 'tally', tally: counter.take() });
      return;
    }
    counter.count(message);
    say({ kind: 'progress', bytes: untold });
    untold = 0;
    say({ kind: 'done' });
  } catch (error) {
    say({ kind: 'failed', reason: (error as Error).message });
  }
});
