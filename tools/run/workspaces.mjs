import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Folders in the order in which they are built: what others import comes first. */
const BUILD_ORDER = ['libs/log-record', 'libs/winston-kafka', 'apps/monitor', 'apps/demo', 'tools', 'dashboard'];

/**
 * @typedef {object} Workspace
 * @property {string} folder relative to the checkout
 * @property {string} name package name
 * @property {Record<string, string>} scripts
 * @property {string[]} needs package names of the workspaces it is built on
 */

/** The workspaces in build order, those unknown to the order last. @returns {Workspace[]} */
export function workspaces() {
  const { workspaces: declared } = readJson(path.join(ROOT, 'package.json'));
  const rank = (folder) => (BUILD_ORDER.includes(folder) ? BUILD_ORDER.indexOf(folder) : BUILD_ORDER.length);
  return [...declared]
    .sort((a, b) => rank(a) - rank(b))
    .filter((folder) => existsSync(path.join(ROOT, folder, 'package.json')))
    .map((folder) => {
      const manifest = readJson(path.join(ROOT, folder, 'package.json'));
      const needs = Object.keys({
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.peerDependencies,
      });
      return {
        folder,
        name: manifest.name,
        scripts: manifest.scripts ?? {},
        needs: needs.filter((name) => name.startsWith('@log-monitor/')),
      };
    });
}

/** @param {string} file */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
