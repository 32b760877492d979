import { Kinds } from '../../batch/kinds.js';
import type { RecordKind } from './record-kind.js';

export class RecordKinds extends Kinds<RecordKind> {}
