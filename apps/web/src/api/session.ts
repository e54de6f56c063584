// Who is signed in, and what their posts let them use.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { SessionView } from '#modules/identity/contract.ts';
import { REPORT_ROLES } from '#modules/incident/contract.ts';
import { countiesQuery, type County } from './reference.ts';
import { request, ProblemError } from './request.ts';

export type Me = SessionView &
  Readonly<{
    /** The county whose catalogue, units and places the forms offer. */
    mainCountyId: number;
    may: Readonly<{
      view: boolean;
      report: boolean;
      import: boolean;
      export: boolean;
      admin: readonly string[];
    }>;
  }>;

/** A session as the screens use it. */
export function meOf(session: SessionView): Me {
  return {
    ...session,
    mainCountyId: session.posts[0]?.place.countyId ?? session.account.countyId ?? 0,
    may: {
      ...session.rights,
      report: session.posts.some((post) => REPORT_ROLES.includes(post.role)),
    },
  };
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Me | null> => {
    try {
      return meOf(await request(SessionView, '/session'));
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

/** The signed-in person; only for pages inside the frame, which is not shown without one. */
export function useMe(): Me {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('useMe outside a session');
  return data;
}

/** The county of the signed-in person; undefined until it is known. */
export function useCounty(): County | undefined {
  const me = useMe();
  const { data } = useQuery(countiesQuery);
  return data?.find((county) => county.id === me.mainCountyId) ?? data?.[0];
}
