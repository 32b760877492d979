import { useEffect, useState } from 'preact/hooks';

const CHANGED = 'problemchange';

/** Says that something about problems was changed here: lists and details that are open ask again. */
export function announceChange(): void {
  dispatchEvent(new Event(CHANGED));
}

/** Goes up whenever something about problems was changed here. */
export function useChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const count = (): void => setChanges((before) => before + 1);
    addEventListener(CHANGED, count);
    return () => removeEventListener(CHANGED, count);
  }, []);
  return changes;
}
