import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KafkaTransportOptions, TransportStats } from '../../src/index.js';

const FIXTURES = fileURLToPath(new URL('../fixtures', import.meta.url));

export interface ServicePlan {
  mode: string;
  /** Default `service.mjs`. */
  fixture?: string;
  count?: number;
  options: KafkaTransportOptions;
  oracle?: string;
  env?: Record<string, string>;
  nodeArguments?: string[];
  /** Shell prefix, such as a limit. */
  shell?: string;
  /** Killed after so long; default 40 s. */
  timeoutMs?: number;
}

export interface ServiceEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  ms: number;
}

/** What the service answers: its statistics, and how its calls and its event loop fared since the last request. */
export interface ServiceAnswer extends TransportStats {
  calls: number;
  callP99us: number;
  callP999us: number;
  loopDelayP99ms: number;
}

export interface RunningService {
  process: ChildProcess;
  /** Resolves when the service printed this text. */
  said(text: string): Promise<void>;
  /** Resolves when the service printed this text on stderr. */
  warned(text: string): Promise<void>;
  /** Resolves when it serves. */
  ready(): Promise<void>;
  /** Sends a request, which the service logs and answers with its figures. */
  ask(): Promise<ServiceAnswer>;
  ended: Promise<ServiceEnd>;
}

/** Starts the fixture service in a process of its own. */
export function startService(plan: ServicePlan): RunningService {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: 'production',
    MODE: plan.mode,
    COUNT: String(plan.count ?? 50),
    OPTIONS: JSON.stringify(plan.options),
    ...(plan.oracle === undefined ? {} : { ORACLE: plan.oracle }),
    ...plan.env,
  };
  const args = [...(plan.nodeArguments ?? []), join(FIXTURES, plan.fixture ?? 'service.mjs')];
  const started = Date.now();
  const child =
    plan.shell === undefined
      ? spawn(process.execPath, args, { env })
      : spawn('bash', ['-c', `${plan.shell}; exec "$@"`, 'bash', process.execPath, ...args], { env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), plan.timeoutMs ?? 40_000);
  const ended = new Promise<ServiceEnd>((resolve) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr, ms: Date.now() - started });
    });
  });
  const printed = (stream: Readable, output: () => string, text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!output().includes(text)) return;
        stream.off('data', look);
        resolve();
      };
      stream.on('data', look);
      look();
      void ended.then(() => reject(new Error(`ended without saying ${text}: ${stderr}`)));
    });
  const said = (text: string): Promise<void> => printed(child.stdout, () => stdout, text);
  const warned = (text: string): Promise<void> => printed(child.stderr, () => stderr, text);
  const ready = (): Promise<void> => said('ready ');
  const ask = async (): Promise<ServiceAnswer> => {
    await ready();
    const response = await fetch(`http://127.0.0.1:${/ready (\d+)/.exec(stdout)?.[1]}`);
    return (await response.json()) as ServiceAnswer;
  };
  return { process: child, said, warned, ready, ask, ended };
}

export function runService(plan: ServicePlan): Promise<ServiceEnd> {
  return startService(plan).ended;
}

/** The last line of the output, as JSON. */
export function lastJson(end: ServiceEnd): Record<string, unknown> {
  const line = end.stdout.trim().split('\n').at(-1);
  if (line === undefined || line === '') throw new Error(`no output; stderr: ${end.stderr}`);
  return JSON.parse(line) as Record<string, unknown>;
}

export interface Oracle {
  instance: string;
  /** The calls that returned; `at` is when, in ms since 1970. */
  calls: { seq: number; severity: number; at: number }[];
}

/** What the service wrote down of its calls. A line cut by kill -9 is of a call that had not been written down. */
export function readOracle(file: string): Oracle {
  const [instance = '', ...lines] = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const calls = lines.map((line) => {
    const [seq, severity, at] = line.split(' ').map(Number) as [number, number, number];
    return { seq, severity, at };
  });
  return { instance, calls };
}

/** A folder that goes when the test ends; its path is short enough for a Unix socket. */
export function scratchFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'wk-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
