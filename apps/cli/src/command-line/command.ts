import type { Arguments } from './arguments.js';
import type { MonitorClient } from '../ask/monitor-client.js';

/** What a command needs of the world around it. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  /** Writes a line of the answer. */
  out(line: string): void;
  /** Writes a line about the answer: to stderr, so that the answer itself can be piped on. */
  note(line: string): void;
  color: boolean;
  /** Whether somebody looks at a terminal: the output is one. */
  isInteractive: boolean;
  /** Aborted when the user has had enough. */
  signal: AbortSignal;
}

export interface Command {
  client: MonitorClient;
  asked: Arguments;
  terminal: Terminal;
}
