// 必备证据: what the record of a matter shows of what its item demands. The decision and the form ask the same. Pure.
import type { Evidence } from '#modules/catalog/index.ts';
import type { EvidenceKind } from '#modules/evidence/index.ts';
import { leadOf } from './actions/action.ts';
import type { Incident } from './incident.ts';

/** Pictures from before and from after the lead signed, documents, and what stands for one. */
export type Proof = Readonly<{
  before: number;
  after: number;
  papers: number;
  /** A co-handler's own, given with the end of its part. */
  hasOpinion: boolean;
  /** What the lead has said cannot be shown. */
  excused: readonly Evidence[];
}>;

export function proofOf(incident: Incident): Proof {
  const { before = 0, after = 0, papers = 0 } = incident.flags.pieces ?? {};
  return {
    ...{ before, after, papers },
    hasOpinion: incident.assignments.some(({ role, doneAt }) => role === 'co' && doneAt),
    excused: leadOf(incident)?.excused ?? [],
  };
}

/** With pieces that are handed in now, when the work is said to be done. */
export function withPieces(proof: Proof, kinds: readonly EvidenceKind[]): Proof {
  const pictures = kinds.filter((kind) => kind === 'image' || kind === 'video').length;
  const papers = kinds.filter((kind) => kind === 'document').length;
  return { ...proof, after: proof.after + pictures, papers: proof.papers + papers };
}

/**
 * What of the demanded is neither shown nor excused. A picture counts as taken before until the lead has signed,
 * as taken after from then on; two handed in together show both.
 */
export function missingIn(
  { before, after, papers, hasOpinion, excused }: Proof,
  demanded: readonly Evidence[],
): readonly Evidence[] {
  // What is on paper may as well be a picture of the paper.
  const written = papers > 0 || after > 0;
  const isThere: Record<Evidence, boolean> = {
    photoBefore: before > 0 || after > 1,
    photoAfter: after > 0,
    document: written,
    agreement: written,
    opinion: written || hasOpinion,
  };
  return demanded.filter((each) => !isThere[each] && !excused.includes(each));
}
