import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KafkaTransportOptions } from '../../src/options/transport-options.js';

const SERVICE = fileURLToPath(new URL('../fixtures/service.mjs', import.meta.url));

export interface ServicePlan {
  mode: string;
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

export interface RunningService {
  process: ChildProcess;
  /** Resolves when the service printed this text. */
  said(text: string): Promise<void>;
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
  const args = [...(plan.nodeArguments ?? []), SERVICE];
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
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stdout.includes(text)) resolve();
      };
      look();
      child.stdout.on('data', look);
      void ended.then(() => reject(new Error(`ended without saying ${text}: ${stderr}`)));
    });
  return { process: child, said, ended };
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

/** Numbers and severities of the calls that returned. A line cut by kill -9 did not. */
export function readOracle(file: string): { seq: number; severity: number }[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => {
    const [seq, severity] = line.split(' ').map(Number);
    return { seq: seq as number, severity: severity as number };
  });
}

/** A folder that goes when the test ends; its path is short enough for a Unix socket. */
export function scratchFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'wk-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
