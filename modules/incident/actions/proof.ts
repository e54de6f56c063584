// 必备证据: what the catalogue demands to be shown before a matter counts as handled. Pure.
import { findItem, type CatalogItem } from '#modules/catalog/index.ts';
import type { Incident } from '../incident.ts';
import { ON_THE_SPOT, proofParams } from '../labels.ts';
import { leadOf, refuse, type Context, type Refused } from './action.ts';

type Needed = CatalogItem['requiredEvidence'][number];
type Input = Readonly<{
  evidence?: readonly string[] | undefined;
  noEvidence?: string | undefined;
}>;

type Given = Readonly<{ data: { excused?: readonly Needed[] }; words: { noEvidence?: string } }>;

/** Of those who have nothing to show, or have shown it. */
export const NOTHING_ASKED: Given = { data: {}, words: {} };

/**
 * What a person leaves unshown who says that the work is done, or the whole matter solved: a refusal, or with a
 * reason (无法取证) what the fact records of it. Machines show what they were told.
 */
export function proofGiven(
  incident: Incident,
  verb: 'done' | 'resolve',
  input: Input,
  context: Context,
): Refused | Given {
  const all =
    context.actor.kind === 'person' ? missingProof(incident, input.evidence, context) : [];
  const missing = verb === 'done' ? all.filter((each) => ON_THE_SPOT.includes(each)) : all;
  if (missing.length === 0) return NOTHING_ASKED;
  return input.noEvidence
    ? { data: { excused: missing }, words: { noEvidence: input.noEvidence } }
    : refuse('incident.proof-missing', 'evidence', proofParams(missing));
}

/**
 * What the item of this matter demands, nobody has excused and neither the record nor these pieces show. A picture
 * counts as taken before until the lead has signed, as taken after from then on; two handed in together show both.
 */
function missingProof(
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
  const excused = leadOf(incident)?.excused ?? [];
  return item.requiredEvidence.filter((each) => !isThere[each] && !excused.includes(each));
}
