// Everything about one incident that this person may see: the page of the matter.
import {
  covers,
  reachOfActor,
  roleDefinition,
  ROLES,
  scopeFor,
  scopeOf,
  scopeWhere,
  type Actor,
  type Post,
  type Role,
} from '#modules/identity/index.ts';
import { inTransaction, sql, type Db, type Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Keyring } from '#platform/facts/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type {
  Guess,
  HelpView,
  IncidentDetail,
  ReporterView,
  TimelineEntry,
  TrackView,
} from '../contract.ts';
import { subjectOf, verbsFor } from '../decide.ts';
import type { Fact, FactData } from '../facts.ts';
import { followerVerbs } from '../follow.ts';
import type { Assignment, Help, Incident } from '../incident.ts';
import type { Outcome, Status } from '../lifecycle.ts';
import type { Names } from '../names.ts';
import { findIncidents, type Stored } from '../store.ts';
import { HISTORY_MAX, historyOf, type HistoryEntry } from './history.ts';
import { lineOf, stagesOf } from './stages.ts';
import { assignmentView, clockView, MASKED_TITLE, named, proofView, rowView } from './view.ts';
import type { z } from 'zod';

export type ReadDeps = Readonly<{ db: Db; keyring: Keyring; names: Names }>;

/** Finds an incident within the actor's rights; refuses alike whether it is missing or not theirs. */
export async function visibleIncident(tx: Tx, actor: Actor, id: string): Promise<Stored> {
  const reach = reachOfActor(actor);
  const counties = reach === 'all' ? await countiesOf(tx, id) : reach;
  const stored = (
    await findIncidents(
      tx,
      counties.map((countyId) => ({ countyId, id })),
    )
  ).get(id);
  if (!stored || !covers(scopeOf(actor), subjectOf(stored.incident)))
    throw new Refused('incident.not-found');
  return stored;
}

async function countiesOf(tx: Tx, id: string): Promise<number[]> {
  const { rows } = await sql<{ county_id: number }>`
    select county_id from incident where id = ${id}`.execute(tx);
  return rows.map((row) => row.county_id);
}

export async function incidentDetail(
  deps: ReadDeps,
  actor: Actor,
  id: string,
  now: Instant,
): Promise<IncidentDetail> {
  return inTransaction(deps.db, reachOfActor(actor), async (tx) => {
    const stored = await visibleIncident(tx, actor, id);
    const { incident } = stored;
    const history = await historyOf(tx, deps.keyring, incident.countyId, id);
    const related = await relatedTo(tx, actor, incident, history);
    const master = incident.mergedInto === null ? null : related.get(incident.mergedInto);
    const [, ...masters] = master ? await lineOf(tx, incident) : [];
    const goesOn = masters.at(-1);
    await deps.names.learnAccounts([
      ...history.map(({ fact }) => fact.by.id),
      ...incident.memberIds,
    ]);
    const first = history[0];
    return {
      ...rowView(incident, stored.title, deps.names),
      text: first?.words?.text ?? null,
      address: first?.words?.address ?? null,
      reporter: reporterView(incident, history, actor, false),
      assignments: incident.assignments.map((each) => assignmentView(each, deps.names)),
      clocks: incident.clocks.map((clock) => clockView(clock, now)),
      timeline: history.map((entry) => timelineEntry(entry, deps.names, related, actor)),
      timelineCut: (history[1]?.fact.seq ?? 2) > 2 || history.length > HISTORY_MAX,
      ...(goesOn ? { goesOn: { status: goesOn.status, outcome: goesOn.outcome } } : {}),
      verbs: [
        ...verbsFor(incident, actor),
        ...(goesOn ? followerVerbs(incident, actor, goesOn) : []),
      ],
      proof: proofView(incident),
      supervisions: (incident.flags.supervisions ?? []).map((each) => ({
        no: each.no,
        number: `${incident.number}-${each.no}`,
        grade: each.grade,
        issuer: (each.issuedByUnit == null ? null : deps.names.unit(each.issuedByUnit)) ?? null,
        replyBy: each.replyBy,
        repliedAt: each.repliedAt ?? null,
        struckAt: each.struckAt ?? null,
      })),
      parent: incident.flags.parentId ? (related.get(incident.flags.parentId) ?? null) : null,
      joined: [...related.values()].filter(
        (other) => other.isVisible && other.mergedInto === incident.id,
      ),
      children: (incident.flags.children ?? []).flatMap((child) => related.get(child) ?? []),
      help: (incident.flags.help ?? []).map((each) => helpView(each, deps.names)),
      members: incident.memberIds.map((member) => ({
        id: member,
        name: deps.names.account(member) ?? member,
      })),
      mergedInto: master
        ? { ...master, stages: await followed(deps, tx, actor, incident, master, masters) }
        : null,
      asked: incident.flags.asked
        ? { what: incident.flags.asked.what, until: incident.flags.asked.until }
        : null,
      proposed: incident.flags.proposed ? proposalView(incident.flags.proposed) : null,
      triage: triageView(incident, history, related, deps.names),
      evidence: [...new Set(history.flatMap((entry) => evidenceOf(entry.fact)))],
      headHash: stored.headHash.toString('hex'),
    };
  });
}

/** What becomes of their matter in a master that its reporter may not see: what a receipt code would tell. */
async function followed(
  deps: ReadDeps,
  tx: Tx,
  actor: Actor,
  incident: Incident,
  master: Related,
  masters: readonly Incident[],
): Promise<TrackView['stages']> {
  if (master.isVisible || actor.id !== incident.reporterId) return [];
  return stagesOf(deps, tx, masters, actor.id, incident.closedAt ?? 0);
}

/**
 * The reporter in clear, once, for a stated reason; the caller has logged it.
 * Refuses where the role never sees it, or the reporter asked for confidence from this unit.
 */
export async function revealReporter(
  deps: ReadDeps,
  actor: Actor,
  id: string,
): Promise<z.infer<typeof ReporterView>> {
  return inTransaction(deps.db, reachOfActor(actor), async (tx) => {
    const { incident } = await visibleIncident(tx, actor, id);
    if (!mayReveal(incident, actor)) throw new Refused('incident.reveal-denied');
    const history = await historyOf(tx, deps.keyring, incident.countyId, id);
    return reporterView(incident, history, actor, true);
  });
}

/**
 * 保密: the units concerned see the matter, not the person, and reach the reporter through the room
 * (design §3); the room itself may look, and it is logged.
 */
function mayReveal(incident: Incident, actor: Actor): boolean {
  if (incident.reporterId !== null && incident.reporterId === actor.id) return true;
  return actor.posts.some((post) => {
    if (roleDefinition(post.role).personalData !== 'reveal') return false;
    // The post itself reaches the matter: what one post shows is not opened by another one.
    if (!covers(scopeOf({ ...actor, posts: [post] }), subjectOf(incident))) return false;
    if (incident.reporterMode === 'named') return true;
    // A room that only helps is one of the units concerned.
    return ROOM_ROLES.includes(post.role) && covers(areaOf(actor, post), subjectOf(incident));
  });
}
function proposalView({ verb, at, terms }: NonNullable<Incident['flags']['proposed']>) {
  const { until, reasonCode, outcome } = terms ?? {};
  return {
    verb,
    at,
    ...(until === undefined ? {} : { until }),
    ...(reasonCode === undefined ? {} : { reasonCode }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

const areaOf = (actor: Actor, post: Post) =>
  scopeFor({ ...actor, posts: [post] }, ({ role }) => roleDefinition(role).view);

const ROOM_ROLES: readonly Role[] = [
  'infoClerk',
  'deputyDirector',
  'countyDuty',
  'countyCommander',
];

function reporterView(
  incident: Incident,
  history: readonly HistoryEntry[],
  actor: Actor,
  inClear: boolean,
): z.infer<typeof ReporterView> {
  const first = history[0];
  const person = first?.person ?? null;
  const own = incident.reporterId !== null && incident.reporterId === actor.id;
  const show = inClear || own;
  return {
    mode: incident.reporterMode,
    name: show ? (person?.name ?? null) : maskName(person?.name),
    phone: show ? (person?.phone ?? null) : maskMiddle(person?.phone, 3, 4),
    idNumber: show ? (person?.idNumber ?? null) : maskMiddle(person?.idNumber, 2, 2),
    address: show ? (person?.address ?? null) : person?.address ? '＊＊＊' : null,
    masked: person !== null && !show,
    mayReveal: person !== null && !show && mayReveal(incident, actor),
    erased: person === null && first?.fact.sealed?.person !== undefined,
  };
}

/** 王某某 → 王＊＊: enough to speak of, too little to find. */
function maskName(name: string | undefined): string | null {
  return name ? `${[...name][0] ?? ''}＊＊` : null;
}

function maskMiddle(text: string | undefined, head: number, tail: number): string | null {
  if (!text) return null;
  if (text.length <= head + tail) return '＊'.repeat(text.length);
  return text.slice(0, head) + '＊'.repeat(4) + text.slice(-tail);
}

function timelineEntry(
  entry: HistoryEntry,
  names: Names,
  related: ReadonlyMap<string, Related>,
  actor: Actor,
): TimelineEntry {
  const { fact } = entry;
  const name = names.account(fact.by.id) ?? '';
  // Who reported is masked here as above, also who reported something else that was merged into this.
  const isReporter = fact.by.role === 'citizen' && fact.by.id !== actor.id;
  return {
    seq: fact.seq,
    type: fact.type,
    at: fact.at,
    by: {
      kind: fact.by.kind,
      name: isReporter ? (maskName(name) ?? '') : name,
      unit: fact.by.unitId === undefined ? null : (names.unit(fact.by.unitId) ?? null),
      role: fact.by.role ? ROLES[fact.by.role].name.zh : null,
    },
    data: shownData(fact, names, related),
    words: entry.words,
    erased: fact.sealed?.words !== undefined && entry.words === null,
    hash: entry.hash,
  };
}

/** Ids in a fact's data become names beside them; the data itself stays as recorded. */
function shownData(
  fact: Fact,
  names: Names,
  related: ReadonlyMap<string, Related>,
): Record<string, unknown> {
  const data: Record<string, unknown> = { ...fact.data };
  const { assignments, help } = fact.data as {
    assignments?: readonly Assignment[];
    help?: Help;
  };
  if (assignments)
    data.units = assignments.map((each) => ({
      no: each.no,
      role: each.role,
      name: names.unit(each.unitId) ?? '—',
    }));
  if (help?.toUnit != null) data.asked = names.unit(help.toUnit) ?? null;
  if (fact.type === 'incident.transferred') data.desk = names.unit(fact.data.to) ?? null;
  if (fact.type === 'incident.filed')
    data.item = names.item(fact.data.catalogVersion, fact.data.itemCode) ?? null;
  if (fact.type === 'incident.amended' && fact.data.itemCode !== undefined)
    data.item = names.item(fact.data.catalogVersion ?? 0, fact.data.itemCode) ?? null;
  const other = otherOf(fact);
  if (other !== undefined) data.number = related.get(other)?.number ?? null;
  if (fact.type === 'incident.rang') data.clock = fact.clocks?.[0]?.kind ?? null;
  if (fact.type === 'incident.returned' && fact.data.suggestedUnit !== undefined)
    data.suggested = names.unit(fact.data.suggestedUnit) ?? null;
  return data;
}

/** The other matter of a merger: into which it went, or which came or left. */
function otherOf(fact: Fact): string | undefined {
  if (fact.type === 'incident.merged') return fact.data.into;
  if (fact.type !== 'incident.joined' && fact.type !== 'incident.left') return undefined;
  return fact.data.from ?? undefined;
}

export function helpView(help: Help, names: Names): HelpView {
  return {
    no: help.no,
    kind: help.kind,
    from: named(help.fromUnit, names.unit),
    to: named(help.toUnit, names.unit),
    askedAt: help.askedAt,
    acknowledgedAt: help.acknowledgedAt ?? null,
    answeredAt: help.answeredAt ?? null,
    answer: help.answer ?? null,
  };
}

/** How sure it was and why, without what it guessed. */
function guess({ confidence, reasons, rule }: z.infer<typeof Guess>): z.infer<typeof Guess> {
  return { confidence, reasons, rule };
}

function triageView(
  incident: Incident,
  history: readonly HistoryEntry[],
  related: ReadonlyMap<string, Related>,
  names: Names,
): IncidentDetail['triage'] {
  const last = history.findLast((entry) => entry.fact.type === 'incident.triaged');
  if (!last) return null;
  const data = last.fact.data as FactData['incident.triaged'];
  const { place, item, level, route } = data;
  const itemName = item && names.item(incident.catalogVersion, item.value);
  return {
    acts: data.acts,
    place: place
      ? {
          ...guess(place),
          town: named(place.value.townId, names.place),
          village: named(place.value.villageId, names.place),
          grid: named(place.value.gridId, names.place),
        }
      : null,
    item: item && itemName ? { ...guess(item), code: item.value, ...itemName } : null,
    level: level ? { ...guess(level), level: level.value } : null,
    route: route
      ? {
          ...guess(route),
          lead: named(route.value.lead, names.unit),
          co: route.value.co.map((unit) => ({ id: unit, name: names.unit(unit) ?? '—' })),
          version: route.value.version,
          row: route.value.row,
        }
      : null,
    duplicates: (data.duplicates ?? []).flatMap((duplicate) => {
      const other = related.get(duplicate.id);
      // What somebody may not see is not told them as what theirs resembles.
      return other?.isVisible
        ? [{ ...other, score: duplicate.score, reasons: duplicate.reasons }]
        : [];
    }),
  };
}

type Related = Readonly<{
  id: string;
  number: string;
  title: string;
  status: Status;
  outcome: Outcome | null;
  mergedInto: string | null;
  /** Whether this person's rights reach it, too. */
  isVisible: boolean;
}>;

/** Incidents that the page links to: what it resembles, what it was merged or taken apart into and from. */
async function relatedTo(
  tx: Tx,
  actor: Actor,
  incident: Incident,
  history: readonly HistoryEntry[],
): Promise<ReadonlyMap<string, Related>> {
  const ids = history.flatMap(({ fact }) =>
    fact.type === 'incident.triaged'
      ? (fact.data.duplicates ?? []).map(({ id }) => id)
      : (otherOf(fact) ?? []),
  );
  const { parentId, children = [] } = incident.flags;
  ids.push(...[incident.mergedInto ?? [], parentId ?? [], children].flat());
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Related>`
    select id, number, status, outcome, merged_into as "mergedInto", "isVisible",
      case when "isVisible" and not restricted then title else ${MASKED_TITLE} end as title
    from incident as i,
      lateral (select coalesce(${scopeWhere(scopeOf(actor), 'i')}, false) as "isVisible") as seen
    where county_id = ${incident.countyId} and id = any(${[...new Set(ids)]}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row]));
}

function evidenceOf(fact: Fact): readonly string[] {
  return (fact.data as { evidence?: readonly string[] }).evidence ?? [];
}
