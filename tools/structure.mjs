/**
 * `npm run structure [-- FOLDER …]`: rooms (folders that hold files), arrows (imports between rooms), floors (the longest way down) and arrows
 * that run back, as dependency-cruiser reads them. With `--of CHECKOUT` it reads another checkout, to compare before and after.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const FOLDERS = [
  'apps/monitor/src',
  'libs',
  'dashboard/src',
  'apps/cli/src',
  'apps/demo/src',
  'apps/generator/src',
  'tools',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { of: { type: 'string', default: '.' } },
});
process.chdir(values.of);
const folders = positionals.length > 0 ? positionals : FOLDERS;
const tsConfig = extractTSConfig(path.resolve('tsconfig.base.json'));
const { output } = await cruise(
  folders,
  {
    baseDir: process.cwd(),
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|test|bench|coverage)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
  },
  undefined,
  { tsConfig },
);
const circles = folders.reduce((sum, folder) => sum + report(folder, output.modules), 0);
// Of another checkout it only tells.
if (circles > 0 && values.of === '.') process.exitCode = 1;

/**
 * @param {string} folder
 * @param {import('dependency-cruiser').IModule[]} modules
 * @returns {number} arrows between rooms that are part of a circle
 */
function report(folder, modules) {
  const inside = modules.filter(({ source }) => source.startsWith(`${folder}/`));
  const rooms = new Map(inside.map(({ source }) => [path.dirname(source), new Set()]));
  const files = new Map([...rooms.keys()].map((room) => [room, 0]));
  for (const { source, dependencies } of inside) {
    const room = path.dirname(source);
    files.set(room, (files.get(room) ?? 0) + 1);
    for (const { resolved } of dependencies) {
      const other = path.dirname(resolved);
      if (other !== room && rooms.has(other)) rooms.get(room)?.add(other);
    }
  }
  const arrows = [...rooms].flatMap(([from, to]) => [...to].map((each) => [from, each]));
  const back = arrows.filter(([from, to]) => reaches(rooms, to, from));
  const floors = new Map([...rooms.keys()].map((room) => [room, floorOf(rooms, room)]));
  console.log(
    `\n${folder}: ${inside.length} files in ${rooms.size} rooms on ${Math.max(0, ...floors.values())} floors, ${arrows.length} arrows, ${back.length} of them in a circle`,
  );
  for (const [room, floor] of [...floors].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))) {
    const needs = [...(rooms.get(room) ?? [])].map((each) => path.relative(folder, each) || '.').sort();
    console.log(
      `  ${floor}  ${path.relative(folder, room) || '.'} (${files.get(room)})${needs.length > 0 ? ` -> ${needs.join(', ')}` : ''}`,
    );
  }
  for (const [from, to] of back) console.log(`  circle: ${from} -> ${to}`);
  return back.length;
}

/** Whether one room needs another, directly or through others. */
function reaches(rooms, from, to, seen = new Set()) {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return [...(rooms.get(from) ?? [])].some((next) => reaches(rooms, next, to, seen));
}

/** Floor 1 needs no other room; a room in a circle counts what it needs outside of it. */
function floorOf(rooms, room, way = []) {
  const below = [...(rooms.get(room) ?? [])].filter((next) => !way.includes(next) && next !== room);
  return 1 + Math.max(0, ...below.map((next) => floorOf(rooms, next, [...way, room])));
}
