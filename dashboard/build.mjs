/**
 * Builds dashboard/dist, unless what it is made of has not changed since the last build.
 *
 *   node build.mjs           build if stale
 *   node build.mjs --check   exit code 1 if stale, build nothing
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.dirname(fileURLToPath(import.meta.url));
// A leading dot: express.static does not serve it.
const stampFile = path.join(folder, 'dist', '.inputs');

function inputFiles() {
  const inside = ['src', 'public'].flatMap((part) =>
    readdirSync(path.join(folder, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  const own = ['index.html', 'package.json', 'tsconfig.json', 'vite.config.mjs', 'build.mjs', '../package-lock.json'];
  return [...inside, ...own.map((name) => path.join(folder, name))].sort();
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of inputFiles()) hash.update(`${path.relative(folder, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

const wanted = fingerprint();
const isFresh = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;

if (process.argv.includes('--check')) {
  if (!isFresh) console.error('dashboard/dist is missing or older than its sources: npm run build -w dashboard');
  process.exitCode = isFresh ? 0 : 1;
} else if (isFresh) {
  console.log('dashboard: nothing changed');
} else {
  const { build } = await import('vite');
  await build({ root: folder, configFile: path.join(folder, 'vite.config.mjs'), logLevel: 'warn' });
  writeFileSync(stampFile, wanted);
  console.log('dashboard: built');
}
