/** Every way in which the development tools refuse to go on. The closed list is what tests and callers match on. */
export type ToolErrorCode =
  | 'ABORTED'
  | 'ALREADY_RUNNING'
  | 'DATA_DIR_FOREIGN'
  | 'DATA_DIR_UNUSABLE'
  | 'DISK_FULL'
  | 'FETCH_FAILED'
  | 'INVALID_VARIABLE'
  | 'JAVA_MISSING'
  | 'JAVA_TOO_OLD'
  | 'MAVEN_MISSING'
  | 'NO_ACCOUNT'
  | 'NOT_READY'
  | 'PART_DIED'
  | 'PLATFORM_UNSUPPORTED'
  | 'PORT_TAKEN'
  | 'TIMED_OUT';

/** An expected failure: `message` is one sentence that a newcomer can act on, so it is printed without a stack. */
export class ToolError extends Error {
  override readonly name = 'ToolError';

  constructor(
    readonly code: ToolErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** True for an operating-system error with one of the codes, for example `hasCode(error, 'ENOENT')`. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The sentence for a disk that is full, with the folder that lies on it. */
export function diskFull(folder: string, cause: unknown): ToolError {
  return new ToolError(
    'DISK_FULL',
    `The disk that holds ${folder} is full: free some space, or name another folder with LOG_MONITOR_DATA_DIR or LOG_MONITOR_CACHE_DIR.`,
    { cause },
  );
}

/** Rewrites "no space left" and "quota exceeded" into the sentence that names the folder; other errors pass unchanged. */
export function explainDiskError(error: unknown, folder: string): unknown {
  return hasCode(error, 'ENOSPC', 'EDQUOT') ? diskFull(folder, error) : error;
}

/** @throws ToolError ABORTED once the signal has been given. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ToolError('ABORTED', 'Stopped before everything was up.');
}
