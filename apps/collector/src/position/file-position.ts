import { z } from 'zod';

const count = z.number().int().nonnegative();
const fingerprint = z.object({ bytes: count, hash: z.string() });

/**
 * How far a file has come. Its lines are numbered by their place in the file, so that a line that was on its way when
 * the process was killed goes again with the number it had.
 */
export const filePosition = z.object({
  /** UUID under which the lines of this file are numbered. */
  instance: z.uuid(),
  source: z.string(),
  /** Where it was found last. */
  path: z.string(),
  /** Numbers of device and file; as texts, because they have 64 bits. */
  device: z.string(),
  inode: z.string(),
  /** The first bytes of the file. */
  head: fingerprint,
  /** Everything before this byte is with Kafka. For a compressed file a byte of its content. */
  offset: count,
  /** Number of the last line before `offset`. */
  seq: count,
  /** The bytes before `offset`. */
  tail: fingerprint,
  /** Whether heartbeat lines have numbers. The rule with which a file was begun holds to its end. */
  numbersHeartbeats: z.boolean(),
  /** Nothing more is expected at this length, with or without a newline at its end. */
  finishedAt: count.optional(),
  /** How long the file was when it was last found to be longer than `offset`. */
  seen: count.optional(),
  /** Whether it was sought in vain before all of it was read. Should it come back, it is read on. */
  missing: z.boolean().optional(),
  /** Last change, milliseconds since 1970. */
  changed: count,
});

export type FilePosition = z.infer<typeof filePosition>;

/** Whether Kafka has all of a file, and nothing more is expected. */
export function isComplete({ finishedAt, offset }: FilePosition): boolean {
  return finishedAt !== undefined && offset >= finishedAt;
}
