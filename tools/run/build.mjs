import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printStep, StepFailed } from './step.mjs';
import { ROOT } from './workspaces.mjs';

/** @typedef {import('./workspaces.mjs').Workspace} Workspace */

/** Folders whose change asks for no build. */
const NO_INPUT = new Set(['node_modules', 'dist', 'test', 'test-setup', 'bench', 'coverage', '.data']);
/** Files outside the workspaces on which every build depends. */
const SHARED_INPUTS = ['tsconfig.base.json', 'package-lock.json'];
/** In each dist: the fingerprint of what it was made of. A leading dot, so that no web server hands it out. */
const STAMP = '.built-from';

/**
 * Builds the workspaces whose inputs, or those of what they are built on, are not those of the last build. Compares
 * names, sizes and times, which takes milliseconds where asking the compiler takes seconds.
 *
 * @param {Workspace[]} all in build order
 */
export async function buildIfStale(all) {
  const stale = staleWorkspaces(all);
  if (stale.length === 0) return;
  const started = performance.now();
  console.error(`  building ${stale.map(({ workspace }) => path.basename(workspace.folder)).join(', ')} …`);
  for (const group of groups(stale)) await buildGroup(group);
  printStep('build', stale.map(({ workspace }) => path.basename(workspace.folder)).join(', '), started);
}

/** @param {Workspace[]} all */
function staleWorkspaces(all) {
  const shared = fingerprintFiles(SHARED_INPUTS.map((name) => path.join(ROOT, name)));
  /** @type {Map<string, string>} */
  const byFolder = new Map();
  const stale = [];
  for (const workspace of all) {
    const own = fingerprintFiles(inputsOf(path.join(ROOT, workspace.folder)));
    const below = workspace.needs.map((folder) => byFolder.get(folder) ?? '');
    const fingerprint = createHash('sha256')
      .update([shared, own, ...below].join())
      .digest('hex');
    byFolder.set(workspace.folder, fingerprint);
    const stamp = path.join(ROOT, workspace.folder, 'dist', STAMP);
    if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint)
      stale.push({ workspace, fingerprint, stamp });
  }
  return stale;
}

/** @param {string} folder @returns {string[]} */
function inputsOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NO_INPUT.has(entry.name))
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      return entry.isDirectory() ? inputsOf(full) : [full];
    });
}

/** @param {string[]} files */
function fingerprintFiles(files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${path.relative(ROOT, file)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * Neighbours that are plain TypeScript share one compiler run; a workspace with a build script of its own runs alone.
 *
 * @param {ReturnType<typeof staleWorkspaces>} stale
 */
function groups(stale) {
  /** @type {(typeof stale)[]} */
  const result = [];
  for (const item of stale) {
    const last = result.at(-1);
    const joins = last && !item.workspace.scripts.build && !last[0].workspace.scripts.build;
    if (joins) last.push(item);
    else result.push([item]);
  }
  return result;
}

/** @param {ReturnType<typeof staleWorkspaces>} group */
async function buildGroup(group) {
  const { workspace } = group[0];
  if (workspace.scripts.build) {
    await run('npm', ['run', '--silent', 'build', '-w', workspace.folder], workspace.folder);
  } else {
    const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const folders = group.map((item) => item.workspace.folder);
    await run(process.execPath, [tsc, '-b', ...folders], folders.join(', '));
  }
  for (const { stamp, fingerprint } of group) {
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, fingerprint);
  }
}

/** @param {string} command @param {string[]} args @param {string} what */
async function run(command, args, what) {
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], shell });
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const said = Buffer.concat(output).toString('utf8').trim();
  throw new StepFailed(`The build of ${what} failed with exit code ${code}:\n${said}`);
}
