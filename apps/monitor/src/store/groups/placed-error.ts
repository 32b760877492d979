import type { Fingerprint } from '@log-monitor/error-fingerprint';
import type { DecodedRecord } from '../../batch/decoded-record.js';
import type { Place } from '../directory/source-directory.js';

/** An ERROR or CRITICAL record that is to be stored. */
export interface PlacedError {
  record: DecodedRecord;
  place: Place;
  /** The time by which it is filed, milliseconds since 1970. */
  time: number;
  /** Which problem it is; undefined until that is asked. */
  problem?: Fingerprint;
}
