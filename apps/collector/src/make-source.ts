import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CollectorSettings, SourceSettings } from './config/collector-settings.js';
import type { FileLinesContext } from './delivery/file-lines.js';
import { StreamLines } from './delivery/stream-lines.js';
import { FileSource } from './file/file-source.js';
import type { LiveFiles } from './file/live-files.js';
import { LineSplitter } from './line/line-splitter.js';
import { SyslogSplitter } from './line/syslog-splitter.js';
import { StdinSource } from './network/stdin-source.js';
import { TcpClient } from './network/tcp-client.js';
import { TcpListener } from './network/tcp-listener.js';
import { UdpListener } from './network/udp-listener.js';
import type { Troubles } from './notice/troubles.js';

/** A part that brings lines. */
export interface LineSource {
  start(): Promise<void>;
  /** Resolves when no more lines will come and Kafka has those that came; or when the signal is given. */
  finish(signal: AbortSignal): Promise<void>;
  /** Takes no more lines. */
  stop(): Promise<void>;
  /** Waits until Kafka has its lines, at most so many milliseconds, and lets go of everything. */
  close(ms: number): Promise<void>;
}

/** What the sources of a collector share. */
export interface SourceContext extends FileLinesContext {
  readonly live: LiveFiles;
  readonly troubles: Troubles;
}

/** Makes the part that a source of the settings describes. */
export function makeSource(source: SourceSettings, settings: CollectorSettings, context: SourceContext): LineSource {
  const { identity, input } = source;
  const { live, troubles } = context;
  if (input.kind === 'files') {
    return new FileSource({ identity, files: input.files, from: input.from }, context, live, troubles);
  }
  const spool = { dir: spoolOf(source, settings.stateDir), maxBytes: settings.spoolBytes };
  const lines = new StreamLines(context.kafka, identity, spool, context.counts);
  if (input.kind === 'stdin') return new StdinSource(process.stdin, lines);
  const { address } = input;
  if (input.kind === 'tcp-connect') return new TcpClient(address, lines, troubles);
  if (input.kind === 'syslog-udp') return new UdpListener(address, lines, troubles);
  const splitter = input.kind === 'syslog-tcp' ? SyslogSplitter : LineSplitter;
  return new TcpListener(address, lines, (take) => new splitter(take), troubles);
}

/** What a source left on disk goes out again with its own headers. The name is short: there will be a Unix socket in it. */
function spoolOf({ identity, input }: SourceSettings, stateDir: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([identity, input]))
    .digest('hex');
  return join(stateDir, `s${hash.slice(0, 8)}`);
}
