// What the topics API takes and gives. Times are milliseconds since 1970; points whole micro-degrees (CGCS2000).
import { z } from 'zod';
import { DAYS_MAX, MEMBERS_MAX, PAGE_MAX } from './limits.ts';

const days = z.coerce.number().pipe(z.int().min(1).max(DAYS_MAX)).default(30);

export const TopicQuery = z.object({
  /** Reports of so many days up to now. */
  days,
  /** Topics of at least so many reports. */
  least: z.coerce.number().pipe(z.int().min(2).max(1000)).default(2),
  limit: z.coerce.number().pipe(z.int().min(1).max(PAGE_MAX)).default(20),
  cursor: z.string().max(400).optional(),
});
export type TopicQuery = z.output<typeof TopicQuery>;

/** Everything is counted over what the asker may see, restricted matters left out. */
export const Topic = z.object({
  id: z.uuid(),
  countyId: z.int(),
  title: z.string(),
  /** The commonest village (or town) and item of its reports. */
  place: z.string().nullable(),
  item: z.object({ zh: z.string(), en: z.string() }).nullable(),
  count: z.int(),
  reporters: z.int(),
  open: z.int(),
  heat: z.number(),
  from: z.number(),
  to: z.number(),
  /** Reports of each 24 hours, the last ending now; at most 30. */
  trend: z.array(z.int()).max(30),
});
export type Topic = z.infer<typeof Topic>;

export const TopicPage = z.object({
  items: z.array(Topic).max(PAGE_MAX),
  nextCursor: z.string().nullable(),
});
export type TopicPage = z.infer<typeof TopicPage>;

export const TopicMember = z.object({
  id: z.uuid(),
  number: z.string(),
  title: z.string(),
  status: z.string(),
  version: z.int(),
  level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  reportedAt: z.number(),
  lng6: z.int().nullable(),
  lat6: z.int().nullable(),
  supervised: z.boolean(),
  /** Whether it may be merged into the first of them; a person decides. */
  mergeable: z.boolean(),
});
export type TopicMember = z.infer<typeof TopicMember>;

export const TopicDetail = Topic.extend({
  members: z.array(TopicMember).max(MEMBERS_MAX),
  /** The oldest open report: into it others may be merged, and over it an order may be raised. */
  leadId: z.uuid().nullable(),
});
export type TopicDetail = z.infer<typeof TopicDetail>;

export const TopicParams = z.object({ id: z.uuid() });
export const TopicDays = z.object({ days });
