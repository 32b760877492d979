/**
 * Makes node.jsonl: runs `node/src` as it is deployed in several ways, under several versions of Node. See README.md.
 * usage: node make-node.mjs FOLDER_WITH_TOOLS OUTPUT NODE_BINARY…   (tools: esbuild webpack typescript and the libraries of libraries.js)
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [tools, output, ...nodes] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(tools), 'package.json'));
const { buildSync } = require('esbuild');
const webpack = require('webpack');
const source = path.join(import.meta.dirname, 'node', 'src');
const root = mkdtempSync(path.join(tmpdir(), 'errors-'));
const lines = [];

/** Copies the source to where it would be installed; `shift` lines are put before each file. */
function install(folder, shift = 0) {
  const target = path.join(root, folder);
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(source))
    writeFileSync(
      path.join(target, name),
      `${'// moved\n'.repeat(shift)}${readFileSync(path.join(source, name), 'utf8')}`,
    );
  writeFileSync(path.join(target, 'package.json'), '{}');
  return target;
}

function run(node, args, seeds, { suffix = '', libraries = false, only } = {}) {
  const env = { ...process.env, SEEDS: seeds, ...(libraries && { WITH_LIBRARIES: '1' }), ...(only && { ONLY: only }) };
  const text = execFileSync(node, args, { env, encoding: 'utf8', maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] });
  for (const line of text.split('\n').filter(Boolean)) {
    const error = JSON.parse(line.replaceAll(root, ''));
    lines.push({ ...error, label: error.label + suffix });
  }
}

function bundle(folder, name, options, shift) {
  const outfile = path.join(root, folder, name);
  buildSync({
    entryPoints: [path.join(install(`build-${name}`, shift), 'main.js')],
    outfile,
    bundle: true,
    platform: 'node',
    external: ['zod', 'joi', 'ajv', 'jsonwebtoken', 'axios', 'pg'],
    keepNames: false,
    ...options,
  });
  return outfile;
}

function pack(folder, name, devtool) {
  const entry = path.join(install(`${folder}/src`), 'main.js');
  const externals = ['zod', 'joi', 'ajv', 'jsonwebtoken', 'axios', 'pg'].map((each) => ({
    [each]: `commonjs ${each}`,
  }));
  const config = {
    mode: 'development',
    target: 'node',
    entry,
    devtool,
    context: path.dirname(path.dirname(entry)),
    output: { path: path.join(root, folder, 'dist'), filename: name },
    externals,
  };
  return new Promise((resolve, reject) =>
    webpack(config, (error) => (error ? reject(error) : resolve(path.join(root, folder, 'dist', name)))),
  );
}

const [first, ...others] = nodes;
run(first, [path.join(install('app/src'), 'main.js')], '3,14');
run(first, [path.join(install('srv/release-17/src', 9), 'main.js')], '21');
run(first, [path.join(install('home/deploy/shop/src', 2), 'main.js')], '8');
for (const [at, node] of others.entries()) run(node, [path.join(install(`usr/src/app-${at}/src`), 'main.js')], '5');
const modules = install('var/www/shop/releases/20260311094200');
buildSync({
  entryPoints: [path.join(modules, 'main.js')],
  outdir: modules,
  allowOverwrite: true,
  bundle: false,
  sourcemap: false,
});
run(first, ['--import', `data:text/javascript,`, path.join(modules, 'main.js')], '33');
run(first, [await pack('opt/shop', 'main.4f9a1c22.js', 'eval')], '4');
run(first, ['--enable-source-maps', await pack('opt/shop-next', 'main.77b01e9d.js', 'source-map')], '6');
run(first, [bundle('app/dist', 'server.1a2b3c4d.js', {}, 0)], '2,9', { suffix: '@bundle' });
run(first, [bundle('srv/42/dist', 'server.9f8e7d6c.js', {}, 5)], '7', { suffix: '@bundle' });
run(first, [bundle('app/min', 'server.0aa1bb2c.js', { minify: true }, 0)], '2', { suffix: '@min' });
run(
  first,
  [bundle('srv/43/min', 'server.7dd8ee9f.js', { minify: true, banner: { js: 'function zz(){return 1}' } }, 5)],
  '7',
  { suffix: '@min' },
);
for (const [folder, shift] of [
  ['opt/lib-shop/src', 0],
  ['srv/shop-9/src', 4],
]) {
  const target = install(folder, shift);
  symlinkSync(path.join(path.resolve(tools), 'node_modules'), path.join(target, 'node_modules'));
  run(first, ['--preserve-symlinks', '--preserve-symlinks-main', path.join(target, 'main.js')], '3,18', {
    libraries: true,
    only: 'libraries',
  });
}
// As pnpm lays libraries out.
const pnpm = install('workspace/packages/shop/src', 1);
const store = path.join(root, 'workspace/packages/shop/node_modules/.pnpm');
mkdirSync(path.dirname(store), { recursive: true });
cpSync(path.join(path.resolve(tools), 'node_modules'), path.join(store, 'all@1.0.0', 'node_modules'), {
  recursive: true,
  verbatimSymlinks: true,
});
for (const name of ['zod', 'joi', 'ajv', 'jsonwebtoken', 'axios', 'pg'])
  symlinkSync(path.join(store, 'all@1.0.0', 'node_modules', name), path.join(path.dirname(store), name));
run(first, [path.join(pnpm, 'main.js')], '11', { libraries: true, only: 'libraries' });
writeFileSync(output, lines.map((line) => JSON.stringify(line)).join('\n') + '\n');
console.log(lines.length, new Set(lines.map(({ label }) => label)).size);
