import { explainDiskError, ToolError } from '../tool-error.js';
import { portTaken } from '../network/launch-on-port.js';

/** What a part that did not come up has left to judge by. */
export interface FailedStart {
  name: string;
  port: number;
  dataDir: string;
  logFile: string;
  /** What it said since it was started. */
  said: string;
}

/** Finds the error to throw: a taken port and a full disk are told from the part's own words, the rest is shown as it is. */
export function startupFailure({ name, port, dataDir, logFile, said }: FailedStart): unknown {
  if (/Address already in use/i.test(said)) return portTaken(name, port);
  if (/No space left on device/i.test(said)) {
    return explainDiskError(Object.assign(new Error(said), { code: 'ENOSPC' }), dataDir);
  }
  return new ToolError('NOT_READY', `${name} did not come up; its log is ${logFile}:\n${said.trim()}`);
}
