import { parentPort, workerData } from 'node:worker_threads';
import { migrate } from './migrate.js';

/** What the thread says at its end. An error's `code` would be lost if the error itself were sent. */
export type MigrationResult =
  | { readonly applied: readonly string[] }
  | {
      readonly failed: {
        readonly name: string;
        readonly message: string;
        readonly stack?: string;
        readonly code?: string;
      };
    };

async function result(): Promise<MigrationResult> {
  try {
    return { applied: await migrate(String(workerData)) };
  } catch (error) {
    const { name, message, stack, code } = error as NodeJS.ErrnoException;
    return {
      failed: { name, message, ...(stack === undefined ? {} : { stack }), ...(code === undefined ? {} : { code }) },
    };
  }
}

parentPort?.postMessage(await result());
