// The answer on one matter, or the one being written, checked against what its reporters said. Read anew
// each time through the same door as the matter's page; nothing of it is kept.
import { workedBetween, type Calendars } from '#modules/deadline/index.ts';
import { reachOfActor, type Actor } from '#modules/identity/index.ts';
import {
  historyOf,
  visibleIncident,
  type HistoryEntry,
  type Incident,
  type ReadDeps,
} from '#modules/incident/index.ts';
import { inTransaction } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { checkAnswer, type AnswerTime } from './check-answer.ts';
import type { AnswerCheck } from './contract.ts';

export type AnswerDeps = Readonly<{
  read: Pick<ReadDeps, 'db' | 'keyring'>;
  calendars: (countyId: number) => Promise<Calendars>;
}>;

/**
 * `check` is null where there is nothing to check: nothing is answered, or the words were erased. Refuses
 * `incident.not-found` as the matter's page does.
 */
export async function incidentAnswer(
  deps: AnswerDeps,
  actor: Actor,
  id: string,
  written: string | undefined,
  now: Instant,
): Promise<{ incident: Incident; check: AnswerCheck | null }> {
  const { incident, history } = await inTransaction(
    deps.read.db,
    reachOfActor(actor),
    async (tx) => {
      const { incident } = await visibleIncident(tx, actor, id);
      const history = await historyOf(tx, deps.read.keyring, incident.countyId, id);
      return { incident, history };
    },
  );
  const message = messageOf(history);
  const given = written === undefined ? answerOn(history) : { words: written, at: now };
  if (message === null || given === undefined) return { incident, check: null };
  const calendars = await deps.calendars(incident.countyId);
  const time = timeOf(incident, given.at, calendars);
  return { incident, check: checkAnswer(message, given.words, time) };
}

/** What the reporters said: in the report and when they spoke again. */
function messageOf(history: readonly HistoryEntry[]): { subject: string; text: string } | null {
  const first = history[0]?.words;
  const again = history.flatMap(({ fact, words }) =>
    fact.type === 'incident.joined' && words?.['note'] ? [words['note']] : [],
  );
  const text = [first?.['text'], ...again].filter(Boolean).join('\n');
  const subject = first?.['title'] ?? '';
  return text === '' && subject === '' ? null : { subject, text };
}

/** The last answer on record: 申请办结, 直接答复 or 自行处置. */
function answerOn(history: readonly HistoryEntry[]): { words: string; at: Instant } | undefined {
  return history
    .flatMap(({ fact, words }) => {
      const said = words?.['result'] ?? words?.['reply'];
      const isAnswer = (ANSWERS as readonly string[]).includes(fact.type);
      return isAnswer && said ? [{ words: said, at: fact.at }] : [];
    })
    .at(-1);
}
const ANSWERS = ['incident.resolved', 'incident.answered', 'incident.selfHandled'] as const;

/** The case's own handling clock says what was allowed; a matter without one has no limit. */
function timeOf(incident: Incident, at: Instant, calendars: Calendars): AnswerTime {
  const calendar = calendars.get('workTime');
  const days = (from: Instant, to: Instant) =>
    Math.round((10 * workedBetween(from, to, calendar)) / calendar.dayLength) / 10;
  const clock = incident.clocks.findLast(
    ({ kind, assignmentNo, state }) =>
      kind === 'handle' && assignmentNo === null && state !== 'void',
  );
  return {
    workDays: days(incident.reportedAt, at),
    limit: clock ? days(clock.startedAt, clock.dueAt) : null,
    late: clock !== undefined && at > clock.dueAt,
  };
}
