// The reason that was chosen from the catalogue's list, what the last return said, what help was
// asked for, and what an order says. Pure.
import type { CatalogAnswer } from '#modules/catalog/contract.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';

type Reasons = CatalogAnswer['reasons'];

const LISTS: Readonly<Record<string, readonly (keyof Reasons)[]>> = {
  returned: ['return'],
  reassigned: ['return'],
  dismissed: ['dismiss', 'void'],
  deferred: ['defer'],
  shelved: ['shelve'],
};

/** Its name in both languages; undefined where a fact of this kind gives none, or an unknown one. */
export function toldReason(reasons: Reasons, kind: string, code: unknown) {
  return (LISTS[kind] ?? []).flatMap((list) => reasons[list]).find((reason) => reason.code === code)
    ?.name;
}

export type Returned = Readonly<{
  unit: IncidentDetail['assignments'][number]['unit'];
  suggested: IncidentDetail['assignments'][number]['suggested'];
  reasonCode: unknown;
  words: string | null;
  /** It came back before: the county rules whose it is. */
  isDisputed: boolean;
}>;

const ORDERS_ENDED: readonly string[] = [
  'incident.dispatched',
  'incident.returned',
  'incident.recalled',
];

/** Who gave the order back and why, while it waits for another; null where nobody did. */
export function lastReturn(incident: IncidentDetail): Returned | null {
  if (incident.status !== 'filed') return null;
  const fact = incident.timeline.findLast(({ type }) => ORDERS_ENDED.includes(type));
  const own = incident.assignments.find(({ no }) => no === fact?.data['assignmentNo']);
  if (fact?.type !== 'incident.returned' || !own) return null;
  return {
    ...{ unit: own.unit, suggested: own.suggested },
    ...{ reasonCode: fact.data['reasonCode'], words: fact.words?.['reason'] ?? null },
    isDisputed: incident.flags.includes('disputed'),
  };
}

/** What a request for help says. */
export function wordsOfHelp(
  { timeline }: Pick<IncidentDetail, 'timeline'>,
  no: unknown,
): string | undefined {
  const fact = timeline.find(({ data: { help } }) => help && (help as { no: number }).no === no);
  return fact?.words?.['request'] ?? fact?.words?.['reason'];
}

/** What was said with an order, and the last word about work that was not good enough. */
export function saidWithOrder(
  { timeline }: Pick<IncidentDetail, 'timeline'>,
  no: number,
): Readonly<{ instruction: string | undefined; rework: string | undefined }> {
  const order = timeline.find(({ data: { assignments } }) =>
    (assignments as readonly { no: number }[] | undefined)?.some((each) => each.no === no),
  );
  const rework = timeline.findLast(({ type }) => type === 'incident.reworked');
  return { instruction: order?.words?.['instruction'], rework: rework?.words?.['reason'] };
}
