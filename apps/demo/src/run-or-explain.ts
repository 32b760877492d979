import { InvalidEnvironmentError } from './environment.js';

/** Runs a program. What keeps it from starting is told in one sentence, with exit code 1; a bug keeps its stack. */
export async function runOrExplain(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    process.stderr.write(`log-monitor demo: ${explain(error)}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof InvalidEnvironmentError) return error.message;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `the port of DEMO_PORT is taken (${error.message}); set another one, or 0`;
  if (code === 'EADDRNOTAVAIL') return `DEMO_HOST is no address of this machine (${error.message})`;
  return error.stack ?? error.message;
}
