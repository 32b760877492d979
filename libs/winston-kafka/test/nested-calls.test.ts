import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../src/options/resolve-settings.js';
import { TransportCore } from '../src/transport/transport-core.js';

const quiet = { service: 's', brokers: '127.0.0.1:1', spool: false as const, onNotice: () => undefined };
const newCore = (options: { foldRepeatsMs?: number } = {}): TransportCore =>
  new TransportCore(resolveSettings({ ...quiet, ...options }, {}, () => ({ name: 's', version: '1' }), () => undefined)); // prettier-ignore

describe('log calls made while a log call is encoded', () => {
  it('are taken too, one inside another; deeper ones are counted', async () => {
    const core = newCore();
    const nested = (depth: number): object => ({
      level: 'info',
      message: 'm',
      get inner(): string {
        if (depth > 0) core.accept(nested(depth - 1));
        return 'x';
      },
    });
    core.accept(nested(1));
    expect(core.stats()).toMatchObject({ accepted: 2, buffered: 2 });
    core.accept(nested(2));
    expect(core.stats()).toMatchObject({ accepted: 5, buffered: 4, dropped: { encode_failed: 1 } });
    core.accept({ level: 'info', message: 'm' });
    expect(core.stats()).toMatchObject({ accepted: 6, buffered: 5 });
    await core.close(1);
  });

  it('are taken too while an earlier line is being told of', async () => {
    const core = newCore({ foldRepeatsMs: 60_000 });
    for (const message of ['a', 'a', 'a']) core.accept({ level: 'info', message });
    expect(core.stats()).toMatchObject({ accepted: 1, folded: 2 });
    core.accept({ level: 'warn', message: 'a' });
    expect(core.stats()).toMatchObject({ accepted: 3, folded: 2, buffered: 3 });
    core.accept({
      level: 'warn',
      message: 'b',
      get inner(): string {
        core.accept({ level: 'warn', message: 'a' });
        core.accept({ level: 'warn', message: 'c' });
        return 'x';
      },
    });
    // The repeat of `a` is told before `c`, which comes before `b`.
    expect(core.stats()).toMatchObject({ accepted: 6, folded: 3, buffered: 6 });
    await core.close(1);
  });
});
