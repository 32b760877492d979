import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { diskFull, ToolError } from '../../checkout/tool-error.js';

/** A new cluster id as `kafka-storage random-uuid` makes it. */
export function newClusterId(): string {
  // A leading '-' would be taken for an option by Kafka's tools.
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

/**
 * Formats the broker's storage unless that was done. The mark is written last, so that a format which was interrupted is
 * done again from nothing.
 *
 * @param folder where the mark lies; the storage is its folder `log`
 * @param java command and flags of the JVM, with the class path
 * @param formatArguments of `kafka-storage format`
 * @throws ToolError NOT_READY or DISK_FULL
 */
export async function formatStorage(
  folder: string,
  [command, ...flags]: readonly [string, ...string[]],
  formatArguments: readonly string[],
): Promise<void> {
  const mark = path.join(folder, 'formatted');
  if (existsSync(mark)) return;
  await rm(path.join(folder, 'log'), { recursive: true, force: true });
  try {
    const tool = ['-XX:TieredStopAtLevel=1', ...flags, 'kafka.tools.StorageTool', 'format'];
    await promisify(execFile)(command, [...tool, ...formatArguments]);
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    if (/No space left on device/i.test(said)) throw diskFull(folder, cause);
    throw new ToolError('NOT_READY', `Kafka could not prepare its storage in ${folder}: ${said}`, { cause });
  }
  await writeFile(mark, '');
}
