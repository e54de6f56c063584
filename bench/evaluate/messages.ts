// Citizens' messages in a file of JSON lines, as the evaluations of duplicates and topics read them.
import { readFileSync } from 'node:fs';
import type { MicroPoint } from '#platform/geo/index.ts';
import { DAY, HOUR, type Instant } from '#platform/time/index.ts';
import { MisusedCommand } from './options.ts';

export type CitizenMessage = Readonly<{
  id: string;
  user: string | null;
  subject: string;
  detail: string;
  at: Instant;
  likes: number;
  point: MicroPoint | null;
}>;

/** Field `text` may stand for `detail`; `lng` and `lat` in degrees may be there. Throws MisusedCommand. */
export function readMessages(path: string): CitizenMessage[] {
  const messages: CitizenMessage[] = [];
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      messages.push(messageOf(JSON.parse(line) as Row, index));
    } catch {
      throw new MisusedCommand(
        `${path}：第 ${index + 1} 行不是 JSON · line ${index + 1} is not JSON`,
      );
    }
  }
  return messages;
}

type Row = Readonly<Record<string, unknown>>;

function messageOf(row: Row, index: number): CitizenMessage {
  const said = (name: string) => {
    const value = row[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const [lng, lat] = [Number(said('lng') || NaN), Number(said('lat') || NaN)];
  return {
    id: said('id') || said('seg_row') || String(index + 1),
    user: said('user') || null,
    subject: said('subject'),
    detail: said('detail') || said('text'),
    at: instantOf(said('time')),
    likes: Number(said('likes')) || 0,
    point:
      Number.isFinite(lng) && Number.isFinite(lat)
        ? { lng6: Math.round(lng * 1e6), lat6: Math.round(lat * 1e6) }
        : null,
  };
}

/** Times of this data are Chinese; some went through a spreadsheet and are days since 1899-12-30. */
const ZONE_MS = 8 * HOUR;
const SPREADSHEET_DAYS = 25_569;

function instantOf(time: string): Instant {
  if (/^\d{5}(\.\d+)?$/.test(time)) return (Number(time) - SPREADSHEET_DAYS) * DAY - ZONE_MS;
  const parts = time.match(
    /(\d{4})\D(\d{1,2})\D(\d{1,2})(?:\D+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?/,
  );
  if (!parts) return 0;
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return Date.UTC(year, month - 1, day, hour, minute, second) - ZONE_MS;
}
