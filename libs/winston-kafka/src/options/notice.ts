type Output = 'stdout' | 'stderr';

/** Lines under way; this is state of the process's own streams, hence of the module. */
const underWay: Record<Output, number> = { stdout: 0, stderr: 0 };
const ignore = (): void => undefined;

/**
 * Writes a line to the process's stdout or stderr. Never throws, and nobody reading there any more does not end the
 * service: a plain write would, by an `error` event, and so does the second line of Node's own console. The service's
 * own writes to that stream fail as they did before.
 */
export function writeLine(to: Output, text: string): void {
  try {
    const stream = process[to];
    if (underWay[to]++ === 0) stream.on('error', ignore);
    // The event comes right after the callback.
    stream.write(`${text}\n`, () => setImmediate(() => --underWay[to] === 0 && stream.off('error', ignore)));
  } catch {
    // No usable stream at all: there is nobody to tell.
  }
}

/** Where the transport's own few lines go: to the given function, whatever it throws, or to stderr. */
export function noticeTo(onNotice: ((line: string) => void) | undefined): (line: string) => void {
  if (onNotice === undefined) return (line) => writeLine('stderr', `[log-monitor] ${line}`);
  return (line) => {
    try {
      onNotice(line);
    } catch {
      // The service's own function: its mistake must not reach it through its logger.
    }
  };
}
