// 必备证据: what the catalogue demands to be shown before a matter counts as handled. Pure.
import { findItem, type CatalogItem } from '#modules/catalog/index.ts';
import type { Incident } from '../incident.ts';
import type { Context } from './action.ts';

type Needed = CatalogItem['requiredEvidence'][number];

/**
 * What the item of this matter demands and neither the record nor these pieces show. A picture counts as taken
 * before until the lead has signed, as taken after from then on; two handed in together show both.
 */
export function missingProof(
  incident: Incident,
  evidence: readonly string[] | undefined,
  { basis, kindOf }: Pick<Context, 'basis' | 'kindOf'>,
): readonly Needed[] {
  const item = incident.itemCode === null ? undefined : findItem(basis.catalog, incident.itemCode);
  if (!item?.requiredEvidence.length) return [];
  const pieces = incident.flags.pieces ?? {};
  const kinds = (evidence ?? []).map(kindOf);
  const pictures = kinds.filter((kind) => kind === 'image' || kind === 'video').length;
  const papers = (pieces.papers ?? 0) + kinds.filter((kind) => kind === 'document').length;
  const [before, after] = [pieces.before ?? 0, (pieces.after ?? 0) + pictures];
  // What is on paper may as well be a picture of the paper.
  const written = papers > 0 || after > 0;
  const isThere: Record<Needed, boolean> = {
    photoBefore: before > 0 || after > 1,
    photoAfter: after > 0,
    document: written,
    agreement: written,
    // A co-handler's own opinion, given with the end of its part, is one.
    opinion: written || incident.assignments.some((each) => each.role === 'co' && each.doneAt),
  };
  return item.requiredEvidence.filter((needed) => !isThere[needed]);
}
