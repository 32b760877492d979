import { Kinds } from '../../batch/kinds.js';
import type { MessageKind } from './message-kind.js';

export class MessageKinds extends Kinds<MessageKind> {}
