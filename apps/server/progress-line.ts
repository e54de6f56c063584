// One line on the terminal that tells how far a long copy has come; in a pipe or log, a line per table.
import type { Progress } from '#platform/db/backup.ts';

const EVERY_MS = 200;

export function progressLine(): { show: Progress; end(): void } {
  let shownAt = 0;
  let current = '';
  const onTerminal = process.stderr.isTTY;
  const show: Progress = ({ name, rows, bytes }) => {
    const now = performance.now();
    const isNew = name !== current;
    if (onTerminal ? !isNew && now - shownAt < EVERY_MS : !isNew) return;
    shownAt = now;
    current = name;
    const text = `${name}  ${rows.toLocaleString('en')} 行 rows  ${(bytes / 1e6).toFixed(1)} MB`;
    process.stderr.write(onTerminal ? `\r\u001b[2K${text}` : `${name}\n`);
  };
  return {
    show,
    end() {
      if (onTerminal) process.stderr.write('\r\u001b[2K');
    },
  };
}
