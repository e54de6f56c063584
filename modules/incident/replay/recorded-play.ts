// A real record as a play: the reports as they came, the verbs by the same posts at the same times. Under other
// routes the orders that the old routes gave go elsewhere, and whoever gets them keeps the pace of whoever had
// them. Pure.
import {
  receiptHolder,
  RECEIPT_HOLDER,
  roleDefinition,
  type Actor,
  type PostPlace,
} from '#modules/identity/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Knowledge } from '../decide.ts';
import type { By, Fact, FactData } from '../facts.ts';
import type { Incident } from '../incident.ts';
import type { Reporting } from '../receive.ts';
import type { RecordedMatter } from './from-record.ts';
import type { Play, PlayedMatter, Wish } from './play.ts';
import { BY_ITSELF, followsFrom, whyLeftOut, wishOf } from './recorded-wish.ts';

/** Whom the routes name for a matter as it stands. */
export type Named = Readonly<{ lead: number; co: readonly number[] }>;

export type RecordedPlayOptions = Readonly<{
  countyId: number;
  divisionCode: string;
  zone: string;
  /** Where a unit serves; undefined for one that is no more. */
  placeOfUnit: (unitId: number) => Omit<PostPlace, 'countyId' | 'gridIds'> | undefined;
  /** Whom the routes of then and the routes in question name; absent: the routes stay as they were. */
  routes?: (
    incident: Incident,
    at: Instant,
  ) => Readonly<{ then: Named | undefined; asked: Named | undefined }>;
}>;

export type RecordedPlay = Readonly<{
  play: Play;
  /** The rules as each matter had them: it was born and filed under the catalogue of its own day. */
  withVersions: (rules: Knowledge) => Knowledge;
  /** Facts that are not played, by why. */
  leftOut: ReadonlyMap<string, number>;
  /** Matters of which a fact was not played: their lives cannot be compared with the record. */
  incomplete: ReadonlySet<string>;
}>;

type Step = Readonly<{ at: Instant; fact: Fact }>;

export function recordedPlay(
  matters: readonly RecordedMatter[],
  options: RecordedPlayOptions,
): RecordedPlay {
  const leftOut = new Map<string, number>();
  const incomplete = new Set<string>();
  // Which catalogue the matter at hand goes by; asked for right before each decision.
  let version: number | undefined;
  const known = new Set(matters.map(({ id }) => id));

  const stepsOf = ({ id, facts }: RecordedMatter): Step[] => {
    const steps: Step[] = [];
    let first = facts[0] as Fact;
    for (const fact of facts.slice(1)) {
      if (followsFrom(first, fact)) continue;
      first = fact;
      const isCall = fact.type === 'incident.joined' && fact.data.from === null;
      if (BY_ITSELF.has(fact.type) && !isCall) continue;
      const other = fact.type === 'incident.merged' ? fact.data.into : undefined;
      const why =
        whyLeftOut(fact) ??
        (other !== undefined && !known.has(other)
          ? 'the other matter lies outside the period'
          : undefined);
      if (why === undefined) {
        steps.push({ at: fact.at, fact });
        continue;
      }
      const told = `${fact.type.slice('incident.'.length)}: ${why}`;
      leftOut.set(told, (leftOut.get(told) ?? 0) + 1);
      incomplete.add(id);
    }
    return steps;
  };

  const played = matters.map((matter): PlayedMatter => {
    const [first] = matter.facts;
    const data = first?.data as FactData['incident.reported'];
    const by = first?.by as By;
    const steps = stepsOf(matter);
    const report = reportOf(data, by, options);
    /** Whose hands it came into instead of whose. */
    const instead = new Map<number, number>();
    return {
      at: first?.at ?? 0,
      id: matter.id,
      number: data.number,
      get report() {
        version = data.catalogVersion;
        return report;
      },
      when: (_incident, asked) => steps[asked]?.at ?? null,
      what(incident, asked, now) {
        const fact = steps[asked]?.fact as Fact;
        version =
          (fact.data as { catalogVersion?: number }).catalogVersion ?? incident.catalogVersion;
        const { verb, input, others } = wishOf(fact, incident);
        const routed =
          fact.type === 'incident.dispatched' || fact.type === 'incident.reassigned'
            ? reroute(input as Named, incident, now, instead, options.routes)
            : input;
        return {
          ...{ verb, input: routed, actor: actorOf(fact.by, incident, instead, options) },
          ...(others ? { others } : {}),
        } as Wish;
      },
    };
  });
  let next = 0;
  return {
    play: { next: () => played[next++] ?? null },
    withVersions: (rules) => ({
      ...rules,
      sealedUntil: 0,
      get currentCatalog() {
        return version ?? rules.currentCatalog;
      },
    }),
    leftOut,
    incomplete,
  };
}

/** An order that the routes of then gave goes where the routes in question say; a person's own choice stays. */
function reroute<Input extends Named>(
  input: Input,
  incident: Incident,
  now: Instant,
  instead: Map<number, number>,
  routes: RecordedPlayOptions['routes'],
): Input {
  const { then, asked } = routes?.(incident, now) ?? {};
  if (!then || !asked || then.lead !== input.lead) return input;
  const isSame =
    asked.lead === then.lead &&
    asked.co.length === then.co.length &&
    asked.co.every((unit) => then.co.includes(unit));
  if (isSame) return input;
  if (asked.lead !== input.lead) instead.set(input.lead, asked.lead);
  // Co-handlers that a person added stay, those of the old routes give way to those of the new.
  const added = input.co.filter((unit) => !then.co.includes(unit));
  const co = [...new Set([...asked.co, ...added])].filter((unit) => unit !== asked.lead);
  return { ...input, lead: asked.lead, co };
}

function reportOf(
  data: FactData['incident.reported'],
  by: By,
  { countyId, divisionCode, zone }: RecordedPlayOptions,
): Reporting {
  const post = { role: by.role ?? 'citizen', unitId: by.unitId ?? null, line: null } as const;
  return {
    ...{ countyId, divisionCode, zone, title: '', words: {}, person: {}, wantsReceipt: false },
    actor: {
      ...{ kind: by.kind, id: by.id, name: by.id },
      posts: by.role === undefined ? [] : [{ ...post, place: { countyId } }],
    },
    unitId: by.unitId ?? null,
    ...{ source: data.source, reporterMode: data.reporterMode, reporterId: data.reporterId },
    ...{ itemCode: data.itemCode, level: data.level, place: data.place },
    ...{ roomUnitId: data.roomUnitId, occurredAt: data.occurredAt },
    ...(data.given ? { given: data.given } : {}),
    evidence: data.evidence ?? [],
  };
}

/** Who did it, at the post by whose right it was done. */
function actorOf(
  by: By,
  incident: Incident,
  instead: ReadonlyMap<number, number>,
  { countyId, placeOfUnit }: RecordedPlayOptions,
): Actor {
  const { kind, id, role } = by;
  if (id === RECEIPT_HOLDER) return receiptHolder(countyId, [incident.id]);
  if (role === undefined) return { kind, id, name: id, posts: [] };
  const unitId = by.unitId === undefined ? null : (instead.get(by.unitId) ?? by.unitId);
  const { gridId } = incident.place;
  const place: PostPlace = {
    countyId,
    ...(unitId === null ? {} : placeOfUnit(unitId)),
    ...(gridId === null ? {} : { gridIds: [gridId] }),
  };
  const posts = [{ role, unitId, place, line: null }];
  // Whoever acts on their own alone reported it, or what was merged into it.
  return roleDefinition(role).view === 'own'
    ? { kind, id, name: id, posts, receiptOf: [incident.id] }
    : { kind, id, name: id, posts };
}
