import { useEffect, useState } from 'preact/hooks';

/** A value as it was when it had not changed for `pauseMs`: for what is not to be asked at every key. */
export function usePause<Value>(value: Value, pauseMs: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
