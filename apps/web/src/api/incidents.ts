// Questions about incidents, as react-query asks them.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { z } from 'zod';
import {
  BulkResult,
  Colleagues,
  CallerMatters,
  Count,
  Counts,
  Desk,
  IncidentDetail,
  IncidentPage,
  ReporterView,
  ReportResult,
  SavedView,
  SupervisionList,
  Tasks,
  TrackCheck,
  TrackView,
  VerbResult,
  WhyNot,
  type LIST_NAMES,
  type ReceiptVerb,
  type ReceiptVerbRequest,
  type ReportInput,
  type Verb,
} from '#modules/incident/contract.ts';
import { MatterSteps } from '#modules/dispatch/contract.ts';
import { request, type Query } from './request.ts';

const DESK_EVERY_MS = 15_000;
const TASKS_EVERY_MS = 60_000;

export type ListName = (typeof LIST_NAMES)[number];

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id],
    queryFn: ({ signal }) => request(IncidentDetail, `/incidents/${id}`, { signal }),
  });

/** 任务清单: what is expected for a matter; kept, because the field reads it without a network. */
export const stepsQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'steps'],
    queryFn: ({ signal }) => request(MatterSteps, `/incidents/${id}/steps`, { signal }),
    staleTime: Infinity,
  });

export const countsQuery = queryOptions({
  queryKey: ['incidents', 'counts'],
  queryFn: ({ signal }) => request(Counts, '/incidents/counts', { signal }),
  placeholderData: keepPreviousData,
});

export const countQuery = (query: Query) =>
  queryOptions({
    queryKey: ['incidents', 'count', query],
    queryFn: ({ signal }) => request(Count, '/incidents/count', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const whyNotQuery = (id: string, verb: Verb) =>
  queryOptions({
    queryKey: ['incident', id, 'why-not', verb],
    queryFn: ({ signal }) =>
      request(WhyNot, `/incidents/${id}/why-not`, { query: { verb }, signal }),
  });

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => request(SavedViews, '/views', { signal }),
});
const SavedViews = z.union([
  z.array(SavedView),
  z.object({ items: z.array(SavedView) }).transform((page) => page.items),
]);

export const callerQuery = (phone: string) =>
  queryOptions({
    queryKey: ['caller', phone],
    queryFn: ({ signal }) => request(CallerMatters, '/callers', { query: { phone }, signal }),
  });

/** What the signing desk has before it; asked again by the live stream and, in case that is cut, by itself. */
export const deskQuery = queryOptions({
  queryKey: ['incidents', 'desk'],
  queryFn: ({ signal }) => request(Desk, '/incidents/desk', { signal }),
  refetchInterval: DESK_EVERY_MS,
  // It rings while another window is in front.
  refetchIntervalInBackground: true,
});

/** The orders of my unit. */
export const tasksQuery = queryOptions({
  queryKey: ['incidents', 'tasks'],
  queryFn: ({ signal }) => request(Tasks, '/incidents/tasks', { signal }),
  refetchInterval: TASKS_EVERY_MS,
});

/** What the same telephone reported before; each look is written into the audit log. */
export const earlierQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', id, 'earlier'],
    queryFn: ({ signal }) => request(CallerMatters, `/incidents/${id}/earlier`, { signal }),
    staleTime: Infinity,
    retry: false,
  });

export const trackQuery = (code: string) =>
  queryOptions({
    queryKey: ['track', code],
    queryFn: ({ signal }) => request(TrackView, `/track/${encodeURIComponent(code)}`, { signal }),
    retry: false,
  });

export const supervisionsQuery = queryOptions({
  queryKey: ['incidents', 'supervisions'],
  queryFn: ({ signal }) => request(SupervisionList, '/supervisions', { signal }),
});

export function listIncidents(query: Query, signal?: AbortSignal) {
  return request(IncidentPage, '/incidents', { query, ...(signal ? { signal } : {}) });
}

export function performVerb(
  id: string,
  verb: Verb,
  input: Readonly<Record<string, unknown>>,
  /** Absent: whatever it is by then (what was pressed without a network). */
  expectedVersion: number | undefined,
  idempotencyKey: string,
  keepalive = false,
) {
  return request(VerbResult, `/incidents/${id}/verbs/${verb}`, {
    method: 'POST',
    body: { input, expectedVersion },
    idempotencyKey,
    keepalive,
  });
}

export type Command = Readonly<{
  id: string;
  verb: Verb;
  input: Readonly<Record<string, unknown>>;
  expectedVersion?: number;
  /** Only when the one before it was done. */
  follows?: boolean;
}>;

export function performMany(
  commands: readonly Command[],
  idempotencyKey: string,
  keepalive = false,
) {
  return request(BulkResult, '/verbs', {
    method: 'POST',
    body: { commands },
    idempotencyKey,
    keepalive,
  });
}

export function reportIncident(input: ReportInput, idempotencyKey: string) {
  return request(ReportResult, '/reports', { method: 'POST', body: input, idempotencyKey });
}

export function revealReporter(id: string, reason: string) {
  return request(ReporterView, `/incidents/${id}/reveal`, { method: 'POST', body: { reason } });
}

/** People who could be made members of a restricted matter. */
export function findColleagues(id: string, text: string, signal: AbortSignal) {
  return request(Colleagues, `/incidents/${id}/colleagues`, { query: { text }, signal });
}

export function saveView(name: string, query: Readonly<Record<string, unknown>>) {
  return request(SavedView, '/views', { method: 'POST', body: { name, query } });
}

export function deleteView(id: string) {
  return request(z.unknown(), `/views/${id}`, { method: 'DELETE' });
}

/** Whether this head hash stands in the matter's record. */
export function doByReceipt(code: string, verb: ReceiptVerb, body: ReceiptVerbRequest) {
  return request(TrackView, `/track/${encodeURIComponent(code)}/verbs/${verb}`, {
    method: 'POST',
    body,
    idempotencyKey: crypto.randomUUID(),
  });
}

export function checkHead(code: string, hash: string) {
  return request(TrackCheck, `/track/${encodeURIComponent(code)}/check`, { query: { hash } });
}
