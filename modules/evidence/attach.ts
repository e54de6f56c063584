// Giving evidence to incidents, and taking its bytes away for good.
import type { Tx } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import { MAX_ATTACHED_AT_ONCE, MAX_PER_INCIDENT, type EvidenceClass } from './evidence.ts';
import { attachRows, destroyKeys, fullestIncident, type AttachedRow } from './store.ts';

/** Which pieces go to which incident. */
export type AttachLink = Readonly<{ incidentId: string; ids: readonly string[] }>;

/**
 * Attaches pieces to incidents in the caller's transaction, set-wise; only living pieces that `uploadedBy`
 * handed in and nobody has attached yet. All or none: throws Refused. The caller holds the incidents'
 * rows locked, so that two verbs cannot fill one incident past its limit. Returns what facts record.
 */
export async function attachEvidence(
  tx: Tx,
  countyId: number,
  uploadedBy: string,
  links: readonly AttachLink[],
): Promise<readonly AttachedRow[]> {
  const flat = links.flatMap(({ incidentId, ids }) => ids.map((id) => ({ id, incidentId })));
  if (flat.length === 0) return [];
  if (links.some((link) => link.ids.length > MAX_ATTACHED_AT_ONCE))
    throw new Refused('evidence.too-many-at-once', 'evidence', { limit: MAX_ATTACHED_AT_ONCE });
  const attached = await attachRows(tx, countyId, uploadedBy, flat);
  // Naming a piece twice, or for two incidents, counts as not attachable too.
  if (attached.length !== flat.length) throw new Refused('evidence.not-attachable', 'evidence');
  const incidentIds = [...new Set(links.map((link) => link.incidentId))];
  if ((await fullestIncident(tx, countyId, incidentIds)) > MAX_PER_INCIDENT)
    throw new Refused('evidence.too-many-on-incident', 'evidence', { limit: MAX_PER_INCIDENT });
  return attached;
}

/**
 * Erases the evidence of incidents, of some classes or of all: the keys are destroyed with the caller's
 * commit, the sweep deletes the bytes soon after. Digests stay. Returns how many pieces were erased.
 */
export function eraseEvidence(
  tx: Tx,
  countyId: number,
  incidentIds: readonly string[],
  now: Instant,
  classes: readonly EvidenceClass[] | null = null,
): Promise<number> {
  return destroyKeys(tx, countyId, { incidentIds, classes }, now);
}
