// A value that waits until it rests.
import { useEffect, useState } from 'react';

/** The value once it has rested for a while: typing asks the server now and then, not at every key. */
export function useDelayed<T>(value: T, delayMs: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return rested;
}
