import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { exists } from '../storage/exists.js';
import { explainDiskError, ToolError } from '../tool-error.js';
import type { Java } from './java.js';

const run = promisify(execFile);

export interface StorageFormat {
  java: Java;
  jars: string;
  /** Flags of the JVM. */
  jvmFlags: readonly string[];
  /** Where the mark "this storage is formatted" lies. */
  dataDir: string;
  logDir: string;
  propertiesFile: string;
  clusterId: string;
  /** Further arguments of `kafka-storage format`. */
  extraArguments: readonly string[];
}

/** A new cluster id as `kafka-storage random-uuid` makes it. */
export function newClusterId(): string {
  // A leading '-' would be taken for an option by Kafka's tools.
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

/**
 * Formats the broker's storage unless that was done. The mark is written last, so that a format which was interrupted is
 * done again from nothing.
 *
 * @throws ToolError NOT_READY or DISK_FULL
 */
export async function formatStorage(format: StorageFormat): Promise<void> {
  const { dataDir, logDir, clusterId } = format;
  const mark = path.join(dataDir, 'formatted');
  if (await exists(mark)) return;
  await rm(logDir, { recursive: true, force: true });
  const tool = [
    '-XX:TieredStopAtLevel=1',
    ...format.jvmFlags,
    '-cp',
    path.join(format.jars, '*'),
    'kafka.tools.StorageTool',
  ];
  const args = ['format', '-t', clusterId, '-c', format.propertiesFile, ...format.extraArguments];
  try {
    await run(format.java.command, [...tool, ...args]);
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    if (/No space left on device/i.test(said)) {
      throw explainDiskError(Object.assign(new Error(said, { cause: error }), { code: 'ENOSPC' }), dataDir);
    }
    throw new ToolError('NOT_READY', `Kafka could not prepare its folder ${logDir}: ${said.trim()}`, { cause: error });
  }
  await writeFile(`${mark}.draft`, `${clusterId}\n`);
  await rename(`${mark}.draft`, mark);
}
