// The two streams of pg-copy-streams that are used here; the package brings no types of its own.
declare module 'pg-copy-streams' {
  import type { Submittable } from 'pg';
  import type { Readable, Writable } from 'node:stream';

  /** Rows out of `COPY … TO STDOUT`. */
  export function to(statement: string): Readable & Submittable;
  /** Rows into `COPY … FROM STDIN`. */
  export function from(statement: string): Writable & Submittable;
}
