// One line on the terminal that tells how far long work has come; in a pipe or log, a line per step.
import type { Progress } from '#platform/db/backup.ts';

const EVERY_MS = 200;

export type ProgressLine = Readonly<{
  /** Says where the work is: at once when a step begins, now and then while it lasts. */
  show(step: string, text: () => string): void;
  end(): void;
}>;

export function progressLine(): ProgressLine {
  let shownAt = 0;
  let current: string | undefined;
  const onTerminal = process.stderr.isTTY;
  return {
    show(step, text) {
      const now = performance.now();
      const isSame = step === current;
      if (isSame && (!onTerminal || now - shownAt < EVERY_MS)) return;
      shownAt = now;
      current = step;
      process.stderr.write(onTerminal ? `\r\u001b[2K${text()}` : `${step}\n`);
    },
    end() {
      if (onTerminal) process.stderr.write('\r\u001b[2K');
    },
  };
}

/** How far a copy of tables and files has come. */
export function copyProgress(line: ProgressLine): Progress {
  return ({ name, rows, bytes }) =>
    line.show(
      name,
      () => `${name}  ${rows.toLocaleString('en')} 行 rows  ${(bytes / 1e6).toFixed(1)} MB`,
    );
}
