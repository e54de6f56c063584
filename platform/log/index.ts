// Structured logs: one JSON object a line, in UTC, without secrets and personal data. People at a
// terminal get short lines instead.
import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';

export type { Logger };

/** Wherever they appear in what is logged, these are replaced: credentials, and what is said of persons. */
const SECRET_NAMES = [
  'password',
  'newPassword',
  'secret',
  'token',
  'receiptCode',
  'oneTimeCode',
  'authorization',
  'cookie',
  'masterKey',
  'databaseUrl',
  'phone',
  'idNumber',
  'caller',
  'reporterName',
];
const REDACTED = '[redacted]';

export type LogOptions = Readonly<{
  /** A pino level; 'silent' writes nothing. */
  level: string;
  /** Short lines for a terminal instead of JSON. */
  forPeople?: boolean;
  /** Where lines go; standard output if left out. */
  to?: Writable;
}>;

/** Makes the process's logger. It is handed on, never imported as a global. */
export function createLogger({ level, forPeople = false, to }: LogOptions): Logger {
  // pino's own writer for standard output: the lines are whole, and the last ones survive an exit.
  const destination = to ?? pino.destination({ fd: 1, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.err },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: REDACTED,
      },
    },
    forPeople ? linesFor(destination) : destination,
  );
}

type Line = {
  time: string;
  level: string;
  msg?: string;
  err?: { message: string; stack?: string };
};

/** `19:05:03 warn  the message` — with the stack when there is an error. */
function linesFor(destination: { write(text: string): unknown }): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      for (const text of chunk.split('\n')) {
        if (text === '') continue;
        const { time, level, msg, err } = JSON.parse(text) as Line;
        const shown = level === 'info' ? '' : ` ${level}`;
        destination.write(`${time.slice(11, 19)}${shown} ${msg ?? err?.message ?? ''}\n`);
        if (err?.stack) destination.write(`${err.stack}\n`);
      }
      done();
    },
  });
}
