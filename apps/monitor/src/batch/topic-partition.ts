export interface TopicPartition {
  topic: string;
  partition: number;
}

/** Its name, as people write it. */
export function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
