import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FileLines } from '../../src/delivery/file-lines.js';
import { FileTail } from '../../src/file/file-tail.js';
import { FollowedFiles } from '../../src/file/followed-files.js';
import { LiveFiles } from '../../src/file/live-files.js';
import { OpenFile } from '../../src/file/open-file.js';
import { RestingFiles } from '../../src/file/resting-files.js';
import { noLines } from '../../src/line/line-counts.js';
import { Troubles } from '../../src/notice/troubles.js';
import { PositionStore } from '../../src/position/position-store.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lc-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

// Everything of the file has been read, and Kafka has it.
function readLines(): FileLines {
  const position = { instance: 'an instance', finishedAt: 0, offset: 0 };
  return { position, offset: 0, isResting: true, close: () => Promise.resolve(true) } as unknown as FileLines;
}

// Seen in CI on 29 November 2026: the look asked for the length of a file that the stop had closed, and the process ended
// with code 1.
it('a stop while removed files are looked at asks nothing of files that it has closed', async () => {
  const said: string[] = [];
  const troubles = new Troubles((line) => said.push(line));
  const followed = new FollowedFiles({
    positions: new PositionStore(join(folder, 'positions.json'), (line) => said.push(line)),
    ...{ counts: noLines(), live: new LiveFiles(), resting: new RestingFiles(() => undefined), troubles },
    onCut: () => undefined,
  });
  for (const name of ['one.log', 'two.log', 'three.log']) {
    writeFileSync(join(folder, name), '');
    followed.followRenamed(new FileTail(await OpenFile.open(join(folder, name)), readLines()));
    rmSync(join(folder, name));
  }
  const looked = followed.lookAtRenamed();
  await followed.stop();
  await followed.close(1_000);
  await looked;
  expect(said).toEqual([]);
});
