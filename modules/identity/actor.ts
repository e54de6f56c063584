// Who acts: a person at a post, the system, a model, or an outside party. Pure.
import type { Role } from './roles.ts';

/** A place in the five-level tree, as far down as the post reaches. */
export type PostPlace = Readonly<{
  countyId: number;
  townId?: number;
  villageId?: number;
  gridIds?: readonly number[];
}>;

/** One appointment: what a person is (role), for whom (unit) and where (place). */
export type Post = Readonly<{
  role: Role;
  unitId: number | null;
  place: PostPlace;
  /** Department line (条), e.g. `urban-management`; null for territorial posts (块). */
  line: string | null;
}>;

export type Actor = Readonly<{
  kind: 'person' | 'system' | 'model' | 'outside';
  /** Account id (uuid) of a person or outside party; a fixed name such as `system:clock` otherwise. */
  id: string;
  name: string;
  posts: readonly Post[];
  /**
   * Matters that are its own, whoever wrote them down: an outside party holds their receipt code, or what this person
   * reported was merged into them.
   */
  receiptOf?: readonly string[];
}>;

/** Whoever holds the receipt code of a matter (受理码), and nothing else: may do what its reporter may. */
export function receiptHolder(countyId: number, incidentIds: readonly string[]): Actor {
  const post: Post = { role: 'citizen', unitId: null, place: { countyId }, line: null };
  return {
    kind: 'outside',
    id: RECEIPT_HOLDER,
    name: RECEIPT_HOLDER,
    posts: [post],
    receiptOf: incidentIds,
  };
}
export const RECEIPT_HOLDER = 'receipt:holder';

/** The machine itself, for clocks, triage and imports; bound by no county and by no separation of duties. */
export function systemActor(name: string): Actor {
  return { kind: 'system', id: `system:${name}`, name, posts: [] };
}
