// Three kinds of wrong: a refusal (expected, told to the person), a failure (the outside world,
// retried by jobs) and a bug (an assertion; 500 and an alert). They are never mixed.

/** Why something was not done: a code from a closed union, the field it concerns, and what to fill into its text. */
export type Refusal = Readonly<{
  code: string;
  field?: string;
  params?: Readonly<Record<string, string | number | boolean>>;
}>;

/** Thrown once, at the door of an operation, to carry a refusal out to HTTP or to the command line. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(code: string, field?: string, params?: Refusal['params']) {
    super(field === undefined ? code : `${code} (${field})`);
    this.name = 'Refused';
    this.refusal = {
      code,
      ...(field === undefined ? {} : { field }),
      ...(params === undefined ? {} : { params }),
    };
  }
}

/** The outside world did not do its part; the same call may succeed later. */
export class Failure extends Error {
  readonly code: string;
  constructor(code: string, cause?: unknown) {
    super(code, { cause });
    this.name = 'Failure';
    this.code = code;
  }
}

/** States what must be true here; if it is not, the program is wrong. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** For the `default` of a switch over a closed union: the compiler proves that it is never reached. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
