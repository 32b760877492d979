import { WEB_ERROR_TOPIC, WEB_LOG_TOPIC } from '@log-monitor/access-record';
import { ACCESS_KIND } from '../batch/access-batch.js';
import type { Lane } from '../batch/batch.js';
import { LOG_KIND } from '../batch/log-batch.js';
import type { Configuration } from './configuration.js';

/** What is read from a topic. */
export interface PlannedTopic {
  topic: string;
  kind: string;
  lane: Lane;
  /** `required`: we create it, and nothing is read without it; `wanted`: we create it where we may; `foreign`: it is read as soon as somebody has created it. */
  upkeep: 'required' | 'wanted' | 'foreign';
}

/** Web servers' topics that collectors of ours send to. All others belong to somebody else. */
const OWN_ACCESS_TOPICS: ReadonlySet<string> = new Set([WEB_LOG_TOPIC, WEB_ERROR_TOPIC]);

/** Which topics are read, and what each holds: a line for each. */
export function planTopics({ kafka, access }: TopicNames): TopicPlan {
  return new TopicPlan([
    { topic: kafka.logTopic, kind: LOG_KIND, lane: 'main', upkeep: 'required' },
    { topic: kafka.errorLogTopic, kind: LOG_KIND, lane: 'errors', upkeep: 'required' },
    ...access.topics.map(({ topic }) => accessTopic(topic)),
  ]);
}

interface TopicNames {
  kafka: Pick<Configuration['kafka'], 'logTopic' | 'errorLogTopic'>;
  access: Pick<Configuration['access'], 'topics'>;
}

function accessTopic(topic: string): PlannedTopic {
  return { topic, kind: ACCESS_KIND, lane: 'main', upkeep: OWN_ACCESS_TOPICS.has(topic) ? 'wanted' : 'foreign' };
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
    return this.#byTopic.get(topic) ?? { topic, kind: LOG_KIND, lane: 'main', upkeep: 'foreign' };
  }

  /** The part of the plan that can be carried out when these topics exist. */
  among(existing: ReadonlySet<string>): TopicPlan {
    return new TopicPlan(this.topics.filter(({ topic }) => existing.has(topic)));
  }
}
