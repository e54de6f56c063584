// Rosters, resources and duty lists, as react-query asks for them.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  DutyListAnswer,
  DutyListsAnswer,
  ResourceList,
  ROSTER_READERS,
  RosterAnswer,
  StaffAnswer,
  TaskListAnswer,
} from '#modules/roster/contract.ts';
import { MINUTE } from '#platform/time/index.ts';
import { request, type Query } from '../api/request.ts';
import type { Me } from '../api/session.ts';

/** Whether the person may read these pages. */
export const readsRosters = (me: Pick<Me, 'posts'>): boolean =>
  me.posts.some(({ role }) => ROSTER_READERS.includes(role));

/** Who is on duty changes by the hour; it is asked for again every minute. */
export const rosterQuery = (query: Query) =>
  queryOptions({
    queryKey: ['roster', query],
    queryFn: ({ signal }) => request(RosterAnswer, '/roster', { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: MINUTE,
  });

export const staffQuery = (countyId: number, unitId: number) =>
  queryOptions({
    queryKey: ['roster', 'staff', countyId, unitId],
    queryFn: async ({ signal }) =>
      (await request(StaffAnswer, `/roster/units/${unitId}/staff`, { query: { countyId }, signal }))
        .items,
  });

export const resourcesQuery = (query: Query) =>
  queryOptions({
    queryKey: ['resources', query],
    queryFn: ({ signal }) => request(ResourceList, '/resources', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const dutyListsQuery = (countyId: number) =>
  queryOptions({
    queryKey: ['duty-lists', countyId],
    queryFn: ({ signal }) =>
      request(DutyListsAnswer, '/duty-lists', { query: { countyId }, signal }),
  });

export const dutyListQuery = (countyId: number, placeId: number, version?: number) =>
  queryOptions({
    queryKey: ['duty-lists', countyId, placeId, version ?? null],
    queryFn: ({ signal }) =>
      request(DutyListAnswer, `/duty-lists/${placeId}`, { query: { countyId, version }, signal }),
    enabled: placeId > 0,
  });

export const taskListQuery = (countyId: number, version?: number) =>
  queryOptions({
    queryKey: ['task-list', countyId, version ?? null],
    queryFn: ({ signal }) =>
      request(TaskListAnswer, '/task-list', { query: { countyId, version }, signal }),
  });
