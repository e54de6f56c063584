// 再次反映: what is told belongs to a matter that is open. Told by whoever reported it, it is added to that matter;
// told by somebody else, it is registered and merged, so that they have a receipt and hear of it, too.
import { WORDS_MAX, type IncidentRow, type ReportInput } from '#modules/incident/contract.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import { performVerb, reportIncident } from '../api/incidents.ts';
import { messageOf } from '../api/request.ts';

export type Target = Pick<IncidentRow, 'id' | 'number' | 'title'>;
export type Join = Readonly<{ to: (target: Target, isOwn: boolean) => void; isBusy: boolean }>;

/** Where a call went: the matter, what was registered for it, and why it is not merged where it is not. */
export type Joined = Readonly<{
  target: Target;
  report: ReportResult | null;
  problem: string | null;
}>;

/** @throws where nothing at all was done; the same key does it once, however often it is tried. */
export async function joinCall(
  target: Target,
  isOwn: boolean,
  input: ReportInput,
  key: string,
): Promise<Joined> {
  const { text: words, evidence } = input;
  // What is longer than a note is a report of its own.
  if (isOwn && words.length <= WORDS_MAX) {
    await performVerb(
      target.id,
      'join',
      { note: words, evidence },
      undefined,
      `${key}-join-${target.id}`,
    );
    return { target, report: null, problem: null };
  }
  const report = await reportIncident(input, key);
  const merge = { into: target.id, note: words.slice(0, WORDS_MAX) };
  return performVerb(
    report.incidentId,
    'merge',
    merge,
    undefined,
    `${key}-merge-${target.id}`,
  ).then(
    () => ({ target, report, problem: null }),
    (error: unknown) => ({ target, report, problem: messageOf(error) }),
  );
}
