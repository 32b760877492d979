import { afterEach, describe, expect, inject, it } from 'vitest';
import { hasLogrotate } from './support/rotated-files.js';
import { ALL_KINDS, RotationTrial } from './support/rotation-trial.js';

let trial: RotationTrial;
afterEach(() => trial.close());

describe.skipIf(!hasLogrotate)('rotation of every kind (skipped where logrotate is missing)', () => {
  it('loses no line and counts none twice through kills of the collector and the monitors', async () => {
    trial = new RotationTrial(inject('kafkaBootstrapServers'));
    const said = await trial.run({ kinds: ALL_KINDS, kills: 4, rotationPauseMs: 300, writerPauseMs: 40 });
    expect(said).toContain('0 lost, 0 twice');
  }, 400_000);
});
