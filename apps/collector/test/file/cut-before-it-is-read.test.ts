import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FileLinesContext } from '../../src/delivery/file-lines.js';
import { FollowedFiles } from '../../src/file/followed-files.js';
import { LiveFiles } from '../../src/file/live-files.js';
import { NewFiles } from '../../src/file/new-files.js';
import { Newcomers } from '../../src/file/newcomers.js';
import { RestingFiles } from '../../src/file/resting-files.js';
import { RotatedRest } from '../../src/file/rotated-rest.js';
import { noLines } from '../../src/line/line-counts.js';
import { Troubles } from '../../src/notice/troubles.js';
import { PositionStore } from '../../src/position/position-store.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lc-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

// logrotate's copytruncate cut the file between the look at its path and its opening. Its position was noted without a
// first byte then; a kill in the next quarter of a second, and its first lines came twice.
it('a file that was cut since it was seen is not begun before it has a byte to be found by', async () => {
  const said: string[] = [];
  const troubles = new Troubles((line) => said.push(line));
  const positions = new PositionStore(join(folder, 'positions.json'), (line) => said.push(line));
  const [live, counts] = [new LiveFiles(), noLines()];
  const linesOf = (): Promise<never> => Promise.reject(new Error('nothing is read here'));
  const identity = {
    ...{ source: 'web', server: undefined, cluster: undefined, format: undefined, timeZone: undefined },
    ...{ type: undefined, heartbeats: 'skip' as const },
  };
  const files = new NewFiles(identity, 'beginning', {
    // No line is sent: nothing but the positions is asked for.
    lines: { positions } as FileLinesContext,
    followed: new FollowedFiles({ positions, counts, live, troubles, resting: new RestingFiles(() => undefined), onCut: () => undefined }), // prettier-ignore
    rest: new RotatedRest({ positions, counts, live, troubles, linesOf }),
    newcomers: new Newcomers(positions),
    ...{ live, troubles },
  });
  const path = join(folder, 'access.log');
  writeFileSync(path, '');
  const found = { path, original: path, isFirstLook: false };
  expect(await files.begin({ ...found, key: 'as it was before the cut' })).toBeUndefined();
  expect(positions.all()).toEqual([]);
  expect(files.isDone).toBe(true);
  writeFileSync(path, 'a line\n');
  expect(await files.begin({ ...found, key: 'as it is now' })).toMatchObject({ isRead: true });
  expect(positions.all()).toMatchObject([{ path, head: { bytes: 7 }, offset: 0 }]);
  expect(said).toEqual([]);
});
