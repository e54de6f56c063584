// 上报: from what was said to a report that can become an incident: who may say it, where it lies, and a
// title free of personal data. Pure, but for nothing.
import { covers, scopeOf, type Actor, type Post, type Role } from '#modules/identity/index.ts';
import {
  REPORT_ROLES,
  titleOf,
  type Place,
  type Reporting,
  type Source,
} from '#modules/incident/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { MINUTE, type Instant } from '#platform/time/index.ts';
import type { ReportInput } from './contract.ts';
import { sourcesOf } from './sources.ts';
import type { z } from 'zod';

type Ancestry = Readonly<{
  townId: number | null;
  villageId: number | null;
  gridId: number | null;
}>;

/** What intake asks of a county's reference data. */
export type CountyDesk = Readonly<{
  countyId: number;
  divisionCode: string;
  zone: string;
  /** The grid that owns a point (whole micro-degrees); undefined outside the county. */
  locate: (lng6: number, lat6: number) => Ancestry | undefined;
  /** The place with what it lies in; undefined when it is not one of this county. */
  ancestry: (jurisdictionId: number) => Ancestry | undefined;
  /** The command room of a town; null: the county's centre. */
  roomOf: (townId: number | null) => number | undefined;
}>;

/** People at a desk write down what others tell them; the report is not their own matter. */
const DESKS: readonly Role[] = ['infoClerk', 'deputyDirector', 'countyDuty', 'cityCentre'];

/** The clocks of phones run ahead of ours now and then. */
const CLOCK_SKEW_MAX = 2 * MINUTE;
/** 投诉工作人员: whoever complains about staff is shielded from them (举报 is 保密 by default). */
const CONFIDENTIAL_ITEMS = ['1104001', '0303003'];

/** The county a report is for; refused when that is not clear or not the reporter's. */
export function countyOfReport(actor: Actor, countyId: number | undefined): number {
  const own = [...new Set(actor.posts.map((post) => post.place.countyId))];
  if (countyId !== undefined) {
    if (actor.kind !== 'system' && !own.includes(countyId))
      throw new Refused('incident.report-elsewhere', 'countyId');
    return countyId;
  }
  const [only] = own;
  if (only === undefined || own.length > 1) throw new Refused('intake.county-needed', 'countyId');
  return only;
}

/** Makes a report ready to be received. Throws `Refused` naming the field. */
export function prepareReport(
  input: z.output<typeof ReportInput>,
  actor: Actor,
  desk: CountyDesk,
  now: Instant,
): Reporting {
  const post = reportingPost(actor, desk.countyId, input.source);
  const occurredAt = input.occurredAt ?? now;
  if (occurredAt > now + CLOCK_SKEW_MAX) throw new Refused('incident.future', 'occurredAt');
  const place = placeOf(input, desk, post);
  const reporter = input.reporter;
  const atDesk = post !== null && DESKS.includes(post.role);
  const room = place.townId === null ? undefined : desk.roomOf(place.townId);
  return {
    countyId: desk.countyId,
    divisionCode: desk.divisionCode,
    zone: desk.zone,
    actor,
    unitId: post?.unitId ?? null,
    source: input.source,
    ...(input.sourceKey === undefined ? {} : { sourceKey: input.sourceKey }),
    title: titleOf(input.title, input.text),
    words: {
      text: input.text,
      ...(input.title ? { title: input.title } : {}),
      ...(input.address ? { address: input.address } : {}),
    },
    person: {
      ...(reporter?.name ? { name: reporter.name } : {}),
      ...(reporter?.phone ? { phone: reporter.phone } : {}),
      ...(reporter?.idNumber ? { idNumber: reporter.idNumber } : {}),
      ...(reporter?.address ? { address: reporter.address } : {}),
    },
    reporterMode: reporter?.mode ?? defaultMode(input.itemCode, reporter !== undefined),
    reporterId: actor.kind === 'system' || atDesk ? null : actor.id,
    itemCode: input.itemCode ?? null,
    level: input.level ?? null,
    place,
    roomUnitId: room ?? (atDesk ? (post.unitId ?? null) : null),
    occurredAt: Math.min(occurredAt, now),
    evidence: input.evidence ?? [],
    wantsReceipt: true,
  };
}

/** Whether whoever reported it sees it afterwards: a desk may write down what belongs to another town. */
export function isSeenAfterwards({ actor, countyId, place, ...report }: Reporting): boolean {
  return covers(scopeOf(actor), {
    ...{ countyId, townId: place.townId, villageId: place.villageId, gridId: place.gridId },
    unitIds: report.roomUnitId === null ? [] : [report.roomUnitId],
    reporterId: report.reporterId,
    ...{ restricted: false, memberIds: [] },
  });
}

function reportingPost(actor: Actor, countyId: number, source: Source): Post | null {
  if (actor.kind === 'system' || actor.kind === 'model') return null;
  const posts = actor.posts.filter(
    (post) => post.place.countyId === countyId && REPORT_ROLES.includes(post.role),
  );
  if (posts.length === 0) throw new Refused('incident.report-not-permitted');
  const post = posts.find((each) => sourcesOf(each.role).includes(source));
  if (!post) throw new Refused('intake.source-not-yours', 'source', { source });
  return post;
}

/**
 * Where the matter lies, as far as the report says. One that says nothing lies in the town of whoever took
 * it, so that the room which heard of it keeps it in sight; triage and people make it exact.
 */
function placeOf(input: z.output<typeof ReportInput>, desk: CountyDesk, post: Post | null): Place {
  const { point } = input;
  const named = input.gridId ?? input.villageId ?? input.townId;
  const ancestry =
    named === undefined ? point && desk.locate(point.lng6, point.lat6) : desk.ancestry(named);
  if (named !== undefined && !ancestry) throw new Refused('intake.place-unknown', 'villageId');
  if (named !== undefined && ancestry) mustLieWithin(input, ancestry);
  // A person or phone that gives a point means it; a point outside the county is a mistake to be told.
  if (point && named === undefined && !ancestry)
    throw new Refused('intake.outside-county', 'point');
  return {
    townId: ancestry?.townId ?? post?.place.townId ?? null,
    villageId: ancestry?.villageId ?? null,
    gridId: ancestry?.gridId ?? null,
    lng6: point?.lng6 ?? null,
    lat6: point?.lat6 ?? null,
  };
}

/** Whoever names a town beside a village, or a village beside a grid, must mean the one it lies in. */
function mustLieWithin(
  { townId, villageId, gridId }: z.output<typeof ReportInput>,
  of: Readonly<{ townId: number | null; villageId: number | null }>,
): void {
  if (gridId !== undefined && villageId !== undefined && villageId !== of.villageId)
    throw new Refused('intake.place-not-within', 'gridId');
  if (townId !== undefined && townId !== of.townId)
    throw new Refused('intake.place-not-within', villageId === undefined ? 'gridId' : 'villageId');
}

function defaultMode(itemCode: string | undefined, hasReporter: boolean) {
  if (!hasReporter) return 'anonymous';
  return itemCode !== undefined && CONFIDENTIAL_ITEMS.includes(itemCode) ? 'confidential' : 'named';
}
