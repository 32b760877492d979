import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @typedef {object} Workspace
 * @property {string} folder relative to the checkout
 * @property {string} name package name
 * @property {Record<string, string>} scripts
 * @property {string[]} needs folders of the workspaces that must be built before it
 */

/**
 * The workspaces in build order: what is built on others comes after them, else as package.json lists them. A workspace
 * needs those that it depends on at run time and those that its tsconfig.json refers to; what only its tests need is not
 * asked for.
 *
 * @returns {Workspace[]}
 */
export function workspaces() {
  const { workspaces: folders } = readJson(path.join(ROOT, 'package.json'));
  const manifests = new Map(folders.map((folder) => [folder, readJson(path.join(ROOT, folder, 'package.json'))]));
  const folderOf = new Map([...manifests].map(([folder, { name }]) => [name, folder]));
  /** @type {Map<string, Workspace>} */
  const ordered = new Map();
  const visit = (folder, below) => {
    if (below.includes(folder))
      throw new Error(`${[...below, folder].join(' -> ')}: workspaces need one another in a circle`);
    if (ordered.has(folder)) return;
    const { name, scripts = {}, dependencies = {} } = manifests.get(folder);
    const byName = Object.keys(dependencies).flatMap((dependency) => folderOf.get(dependency) ?? []);
    const needs = [...new Set([...byName, ...references(folder).filter((each) => manifests.has(each))])];
    for (const need of needs) visit(need, [...below, folder]);
    ordered.set(folder, { folder, name, scripts, needs });
  };
  for (const folder of folders) visit(folder, []);
  return [...ordered.values()];
}

/** Folders that the workspace's tsconfig.json refers to. By pattern, since that file may hold comments. */
function references(folder) {
  const file = path.join(ROOT, folder, 'tsconfig.json');
  if (!existsSync(file)) return [];
  const found = readFileSync(file, 'utf8').matchAll(/"path"\s*:\s*"([^"]+)"/g);
  return [...found].map((match) => path.join(folder, match[1]).split(path.sep).join('/'));
}

/** @param {string} file */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
