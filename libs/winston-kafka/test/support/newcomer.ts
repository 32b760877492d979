import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, waitFor } from '@log-monitor/tools';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const FLAGS = ['--no-audit', '--no-fund', '--prefer-offline', '--no-package-lock'];

/** Builds and packs the package as it is published; returns the tarball's path. */
export async function packTarball(into: string): Promise<string> {
  await run(process.execPath, ['build/build.mjs'], { cwd: root });
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', into], { cwd: root });
  const name = readdirSync(into).find((each) => each.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack made no tarball');
  return join(into, name);
}

/** An empty folder with the tarball and these packages installed from npm. */
export async function installNewcomer(folder: string, tarball: string, packages: readonly string[]): Promise<void> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "newcomer", "private": true, "type": "module" }');
  await run('npm', ['install', ...FLAGS, tarball, ...packages], { cwd: folder });
}

/** The code block of the README that follows this text: what a newcomer pastes. */
export function readmeBlock(after: string, language: 'js' | 'ts'): string {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  const from = text.indexOf(after);
  const opening = `\`\`\`${language}\n`;
  const start = text.indexOf(opening, from) + opening.length;
  if (from < 0 || start < opening.length) throw new Error(`README.md has no block of ${language} after "${after}"`);
  return text.slice(start, text.indexOf('```', start));
}

export interface Served {
  url: string;
  /** Sends SIGTERM and waits for the end. */
  terminate(): Promise<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
}

/** Starts a newcomer's service and waits until it answers. */
export async function serve(folder: string, file: string, env: Record<string, string>, probe: string): Promise<Served> {
  const port = await freePort();
  const child = spawn(process.execPath, [file], { cwd: folder, env: { ...process.env, ...env, PORT: String(port) } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Awaited<ReturnType<Served['terminate']>>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const url = `http://127.0.0.1:${port}`;
  const answers = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`the service ended: ${stdout}${stderr}`);
    // Refused until the service listens.
    return fetch(url + probe).then(() => true, () => false); // prettier-ignore
  };
  try {
    await waitFor(answers, { timeoutMs: 60_000, what: `an answer of ${file}` });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    url,
    terminate: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Compiles a TypeScript file next to the installed packages with the newcomer's own compiler. */
export async function compile(folder: string, file: string): Promise<void> {
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    types: ['node'],
    skipLibCheck: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  await run(process.execPath, [join(folder, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch(
    (error: { stdout?: string }) => {
      throw new Error(`the README's TypeScript does not compile: ${error.stdout}`);
    },
  );
}
