import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PackageIdentity {
  name?: string;
  version?: string;
}

/**
 * Name and version from the package.json nearest to the running program: next to or above its main script, then the
 * working folder. Empty when there is none or it cannot be read.
 */
export function readPackageIdentity(
  startFolders: readonly string[] = [process.argv[1] ? dirname(process.argv[1]) : '', safeCwd()],
): PackageIdentity {
  for (const folder of startFolders) {
    const found = folder === '' ? undefined : searchUpwards(folder);
    if (found) return found;
  }
  return {};
}

function searchUpwards(start: string): PackageIdentity | undefined {
  let folder = start;
  for (;;) {
    const identity = readIdentity(join(folder, 'package.json'));
    if (identity?.name) return identity;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function readIdentity(file: string): PackageIdentity | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown; version?: unknown };
    return {
      ...(typeof name === 'string' && name !== '' ? { name } : {}),
      ...(typeof version === 'string' && version !== '' ? { version } : {}),
    };
  } catch {
    // Absent or not JSON: the search goes on one folder up, a guest has no business to complain about it.
    return undefined;
  }
}

function safeCwd(): string {
  try {
    return process.cwd();
  } catch {
    // The working folder may have been removed under a running process.
    return '';
  }
}
