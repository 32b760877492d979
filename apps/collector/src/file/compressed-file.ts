import { MAX_RECORD_BYTES } from '@log-monitor/log-record';
import type { FileLines } from '../delivery/file-lines.js';
import type { OpenFile } from './open-file.js';

const NEWLINE = 0x0a;

/**
 * Reads a compressed file from its position to its end. What follows its last newline is a line too.
 *
 * @param goesOn asked between two pieces; false ends the reading early
 * @returns whether the end was reached
 * @throws the error of the system, or of gzip when the file is damaged; the lines before the damage are taken
 */
export async function readCompressed(file: OpenFile, lines: FileLines, goesOn: () => boolean): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  let skipped = 0;
  for await (const piece of file.content(lines.offset)) {
    await lines.room(goesOn);
    if (!goesOn()) return false;
    let bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (skipped > 0) {
      // Within a line that is longer than may be kept: only its beginning is in `rest`.
      const newline = piece.indexOf(NEWLINE);
      if (newline === -1) {
        skipped += piece.length;
        continue;
      }
      lines.takeLong(rest, rest.length + skipped + newline + 1);
      [bytes, skipped] = [piece.subarray(newline + 1), 0];
    }
    rest = Buffer.from(bytes.subarray(lines.take(bytes)));
    if (rest.length > MAX_RECORD_BYTES) {
      skipped = rest.length - MAX_RECORD_BYTES - 1;
      rest = rest.subarray(0, MAX_RECORD_BYTES + 1);
    }
  }
  if (skipped > 0) lines.takeLong(rest, rest.length + skipped);
  else lines.takeRest(rest);
  return true;
}
