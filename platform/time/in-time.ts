// Waiting for something no longer than it is worth. What comes too late is let go, not stopped.

/** What `work` gives, or undefined when it does not come within `ms`. Its failure is the caller's. */
export async function inTime<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms, undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
