import { type Lane } from '../batch/batch.js';
import { LOG_KIND } from '../batch/log-batch.js';
import { type Configuration } from './configuration.js';

/** What is read from a topic. */
export interface PlannedTopic {
  topic: string;
  kind: string;
  lane: Lane;
}

/** Which topics are read, and what each holds: a line for each. */
export function planTopics({
  logTopic,
  errorLogTopic,
}: Pick<Configuration['kafka'], 'logTopic' | 'errorLogTopic'>): TopicPlan {
  return new TopicPlan([
    { topic: logTopic, kind: LOG_KIND, lane: 'main' },
    { topic: errorLogTopic, kind: LOG_KIND, lane: 'errors' },
  ]);
}

export class TopicPlan {
  readonly #byTopic = new Map<string, PlannedTopic>();

  /** @param topics of two lines for one topic the first counts: who has one topic for everything has a main lane only */
  constructor(topics: readonly PlannedTopic[]) {
    for (const planned of topics) if (!this.#byTopic.has(planned.topic)) this.#byTopic.set(planned.topic, planned);
  }

  get topics(): PlannedTopic[] {
    return [...this.#byTopic.values()];
  }

  /** What a topic holds. One that is no longer read had log records: dead letters outlive a change of names. */
  of(topic: string): PlannedTopic {
    return this.#byTopic.get(topic) ?? { topic, kind: LOG_KIND, lane: 'main' };
  }
}
