// Which matters do many people write about? Counted when asked, over what the asker may see: the rights stand
// in the WHERE, restricted matters are left out altogether, and the title is that of the report nearest the
// middle among those that may be seen.
import { reachOfActor, scopeOf, scopeWhere, type Actor } from '#modules/identity/index.ts';
import { isOpen, OPEN_STATUSES, VERBS, type Names, type Status } from '#modules/incident/index.ts';
import { inReading, sql, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import { decodeCursor, encodeCursor } from '#platform/http/index.ts';
import { DAY, type Instant } from '#platform/time/index.ts';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';
import type { Topic, TopicDetail, TopicMember, TopicPage, TopicQuery } from '../contract.ts';
import { heatOf } from '../heat.ts';
import { COUNTED_MAX, MEMBERS_MAX } from '../limits.ts';
import { cleanSubject } from '../title.ts';

export type TopicReadDeps = Readonly<{ db: Db; names: Names }>;

const TREND_DAYS = 30;

type Row = Readonly<{
  countyId: number;
  id: string;
  title: string;
  count: number;
  reporters: number;
  open: number;
  first: Instant;
  last: Instant;
  townId: number | null;
  villageId: number | null;
  itemCode: string | null;
  catalogVersion: number;
  ages: readonly number[];
}>;

/** The reports that the asker may see, the newest of the period. */
function seen(actor: Actor, since: Instant, topicId?: string): RawBuilder<unknown> {
  const one = topicId === undefined ? sql`true` : sql`t.topic_id = ${topicId}::uuid`;
  return sql`
    select t.county_id, t.topic_id, t.near, t.reported_at, i.id, i.title, i.status, i.reporter_id,
      i.town_id, i.village_id, i.item_code, i.catalog_version, i.number, i.version, i.level, i.lng6, i.lat6,
      i.supervised
    from topic_report t
    join incident i on i.county_id = t.county_id and i.id = t.incident_id
    where t.reported_at >= to_timestamp(${since} / 1000.0) and ${one}
      and not i.restricted and ${scopeWhere(scopeOf(actor), 'i')}
    order by t.reported_at desc limit ${COUNTED_MAX}`;
}

/** Where and what most of them are; when of most nobody knows, nothing is said of all by the few. */
const grouped = (source: RawBuilder<unknown>, least: number, now: Instant) => sql<Row>`
  with seen as materialized (${source})
  select county_id as "countyId", topic_id as id,
    (array_agg(title order by near desc, id))[1] as title,
    count(*)::int as count, count(distinct coalesce(reporter_id, id::text))::int as reporters,
    (count(*) filter (where status = any (${[...OPEN_STATUSES]}::text[])))::int as open,
    min(reported_at) as first, max(reported_at) as last,
    nullif(mode() within group (order by coalesce(town_id, 0)), 0) as "townId",
    nullif(mode() within group (order by coalesce(village_id, 0)), 0) as "villageId",
    nullif(mode() within group (order by coalesce(item_code, '')), '') as "itemCode", max(catalog_version) as "catalogVersion",
    array_agg(floor(extract(epoch from to_timestamp(${now} / 1000.0) - reported_at) / 86400)::int) as ages
  from seen group by county_id, topic_id having count(*) >= ${least}`;

const Cursor = z.tuple([z.number(), z.uuid()]);

/** The hottest first. @throws Refused('http.invalid-cursor') for a cursor that is not ours. */
export async function topicPage(
  { db, names }: TopicReadDeps,
  actor: Actor,
  query: TopicQuery,
  now: Instant,
): Promise<TopicPage> {
  const rows = await inReading(db, reachOfActor(actor), async (tx) => {
    const source = seen(actor, now - query.days * DAY);
    return (await grouped(source, query.least, now).execute(tx)).rows;
  });
  const ranked = rows
    .map((row) => topicOf(row, names, now))
    .sort((a, b) => b.heat - a.heat || (a.id < b.id ? -1 : 1));
  const from = query.cursor === undefined ? null : decodeCursor(Cursor, query.cursor);
  const after = from
    ? ranked.filter(({ heat, id }) => heat < from[0] || (heat === from[0] && id > from[1]))
    : ranked;
  const items = after.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: last && after.length > items.length ? encodeCursor([last.heat, last.id]) : null,
  };
}

/** One topic with those of its reports that the asker may see. @throws Refused('topic.not-found'). */
export async function topicDetail(
  { db, names }: TopicReadDeps,
  actor: Actor,
  id: string,
  days: number,
  now: Instant,
): Promise<TopicDetail> {
  return inReading(db, reachOfActor(actor), async (tx) => {
    const source = seen(actor, now - days * DAY, id);
    const [row] = (await grouped(source, 1, now).execute(tx)).rows;
    if (!row) throw new Refused('topic.not-found');
    const { rows } = await sql<Omit<TopicMember, 'mergeable' | 'status'> & { status: Status }>`
      with seen as materialized (${source})
      select id, number, title, status, version, level, lng6, lat6, supervised,
        reported_at as "reportedAt"
      from seen order by near desc, id limit ${MEMBERS_MAX}`.execute(tx);
    const lead = rows
      .filter(({ status }) => isOpen(status))
      .toSorted((a, b) => a.reportedAt - b.reportedAt || (a.id < b.id ? -1 : 1))[0];
    return {
      ...topicOf(row, names, now),
      leadId: lead?.id ?? null,
      members: rows.map((member) => ({
        ...member,
        mergeable: MERGEABLE.includes(member.status) && lead !== undefined && member.id !== lead.id,
      })),
    };
  });
}

const MERGEABLE: readonly Status[] = VERBS.merge.from;

function topicOf(row: Row, names: Names, now: Instant): Topic {
  const { countyId, id, count, reporters, open, first, last } = row;
  const trend = Array.from({ length: TREND_DAYS }, () => 0);
  for (const age of row.ages) {
    const at = TREND_DAYS - 1 - Math.max(0, age);
    if (at >= 0) trend[at] = (trend[at] ?? 0) + 1;
  }
  const placeId = row.villageId ?? row.townId;
  return {
    ...{ id, countyId, count, reporters, open, trend },
    title: cleanSubject(row.title),
    place: placeId === null ? null : (names.place(placeId) ?? null),
    item: row.itemCode === null ? null : (names.item(row.catalogVersion, row.itemCode) ?? null),
    heat: heatOf({ count, reporters, likes: 0 }, last, now),
    from: first,
    to: last,
  };
}
