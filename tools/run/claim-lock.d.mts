/** See claim-lock.mjs. */
export function claim<Owner>(
  folder: string,
  owner: Owner,
  isAlive: (owner: unknown) => boolean,
): Promise<{ release(): Promise<void> } | { heldBy: Owner }>;
