import type { Response } from 'express';
import type { TailSink } from '../../../query/tail/tail-reader.js';

/** Headers go out with the first event, so that a refusal can still be an answer of its own. */
export function eventStream(response: Response): TailSink {
  const begin = (): void => {
    if (response.headersSent) return;
    response.status(200);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('cache-control', 'no-cache, no-transform');
    // nginx would hold events back otherwise.
    response.setHeader('x-accel-buffering', 'no');
    response.write('retry: 2000\n\n');
  };
  return {
    write: (frame) => {
      begin();
      response.write(frame);
    },
    get buffered() {
      return response.writableLength;
    },
    drained: () =>
      new Promise((resolve) => {
        // Below its high-water mark a stream says nothing when it is empty.
        if (response.destroyed || !response.writableNeedDrain) {
          resolve();
          return;
        }
        const done = (): void => {
          response.off('drain', done);
          response.off('close', done);
          resolve();
        };
        response.once('drain', done);
        response.once('close', done);
      }),
    end: () => response.end(),
  };
}
