import { useEffect, useState } from 'preact/hooks';

/** How often the tables are counted again: they are many, and change slowly. */
const RECOUNT_MS = 10_000;

/** A number that goes up while somebody looks. */
export function useRounds(isPaused: boolean): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (isPaused) return;
    const timer = setInterval(() => {
      if (!document.hidden) setRound((before) => before + 1);
    }, RECOUNT_MS);
    return () => clearInterval(timer);
  }, [isPaused]);
  return round;
}
