/** What a transport does when its process ends. */
export interface Ending {
  /** The loop has run dry: the last chance for anything asynchronous. */
  beforeExit(): void;
  /** The process exits now: synchronous work only. */
  exit(): void;
  /** SIGTERM or SIGINT, if the transport asked for it. */
  onSignal: (() => Promise<void>) | undefined;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * The transports of this process. One listener per event for all of them, because Node warns about the eleventh
 * listener and a test run makes many transports. This is state of the process, hence of the module.
 */
const endings = new Set<Ending>();

/** Has a transport told of the end of the process, until the returned function is called. */
export function registerEnding(ending: Ending): () => void {
  if (endings.size === 0) {
    process.on('beforeExit', onBeforeExit);
    process.on('exit', onExit);
  }
  endings.add(ending);
  if (ending.onSignal !== undefined) for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => unregister(ending);
}

function unregister(ending: Ending): void {
  if (!endings.delete(ending)) return;
  const wantsSignals = [...endings].some(({ onSignal: wanted }) => wanted !== undefined);
  if (!wantsSignals) for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  if (endings.size > 0) return;
  process.removeListener('beforeExit', onBeforeExit);
  process.removeListener('exit', onExit);
}

function onBeforeExit(): void {
  for (const ending of [...endings]) ending.beforeExit();
}

function onExit(): void {
  for (const ending of [...endings]) ending.exit();
}

function onSignal(signal: NodeJS.Signals): void {
  const shutdowns = [...endings].map(async ({ onSignal: shutdown }) => shutdown?.());
  void Promise.allSettled(shutdowns).then(() => {
    for (const name of SIGNALS) process.removeListener(name, onSignal);
    // Others may handle the signal too and end the process in their own time; if nobody does, it ends as if unhandled.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });
}
