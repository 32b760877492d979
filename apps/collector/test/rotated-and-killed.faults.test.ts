import { afterEach, describe, expect, inject, it } from 'vitest';
import { hasLogrotate } from './support/rotated-files.js';
import { ALL_KINDS, RotationTrial } from './support/rotation-trial.js';

let trial: RotationTrial;
afterEach(() => trial.close());

describe.skipIf(!hasLogrotate)('rotation of every kind (skipped where logrotate is missing)', () => {
  it('loses no line and counts none twice through 50 kill -9 of the collector and 50 of two monitors', async () => {
    trial = new RotationTrial(inject('kafkaBootstrapServers'));
    const said = await trial.run({ kinds: ALL_KINDS, kills: 50, rotationPauseMs: 400, writerPauseMs: 25 });
    console.log(said);
    expect(said).toContain('0 lost, 0 twice');
  });
});
