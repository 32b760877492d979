import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printStep, ROOT, runOrFail } from './step.mjs';

/** Folders whose change asks for no build. */
const NO_INPUT = new Set(['node_modules', 'dist', 'test', 'test-setup', 'bench']);
/** What the last build was made of. */
const STAMP = path.join(ROOT, 'node_modules', '.log-monitor-build');

const readJson = (file) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

/**
 * Builds all workspaces, in the order of package.json, if an input is not that of the last build. Compares names, sizes and
 * times, which takes milliseconds; when something differs, the compiler and each build script find out what is to be done.
 */
export async function buildIfStale() {
  const { workspaces } = readJson('package.json');
  const inputs = ['package-lock.json', 'tsconfig.base.json', ...workspaces.flatMap(inputsOf)];
  const fingerprint = createHash('sha256').update(inputs.map(nameSizeTime).join('\n')).digest('hex');
  const isFresh = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint;
  if (isFresh && workspaces.every((folder) => existsSync(path.join(ROOT, folder, 'dist')))) return;
  const started = performance.now();
  console.error('  building …');
  let plain = [];
  for (const folder of workspaces) {
    if (!readJson(`${folder}/package.json`).scripts?.build) plain.push(folder);
    else {
      await compile(plain);
      plain = [];
      await runOrFail('npm', ['run', '--silent', 'build', '-w', folder], `The build of ${folder}`);
    }
  }
  await compile(plain);
  writeFileSync(STAMP, fingerprint);
  printStep('build', 'done', started);
}

/** Neighbours that are plain TypeScript share one compiler run. */
async function compile(folders) {
  const tsc = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  if (folders.length > 0)
    await runOrFail(process.execPath, [tsc, '-b', ...folders], `The build of ${folders.join(', ')}`);
}

/** @param {string} folder @returns {string[]} */
function inputsOf(folder) {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NO_INPUT.has(entry.name))
    .flatMap((entry) => (entry.isDirectory() ? inputsOf(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]))
    .sort();
}

function nameSizeTime(file) {
  const { size, mtimeMs } = statSync(path.join(ROOT, file));
  return `${file} ${size} ${mtimeMs}`;
}
