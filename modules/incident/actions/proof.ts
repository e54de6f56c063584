// 必备证据: what the catalogue demands to be shown before a matter counts as handled. Pure.
import { findItem, type Evidence } from '#modules/catalog/index.ts';
import type { Incident } from '../incident.ts';
import { ON_THE_SPOT, proofParams } from '../labels.ts';
import { missingIn, proofOf, withPieces } from '../proof.ts';
import { refuse, type Context, type Refused } from './action.ts';

type Input = Readonly<{
  evidence?: readonly string[] | undefined;
  noEvidence?: string | undefined;
}>;

type Given = Readonly<{ data: { excused?: readonly Evidence[] }; words: { noEvidence?: string } }>;

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
    context.actor.kind === 'person' ? missingProof(incident, input.evidence ?? [], context) : [];
  const missing = verb === 'done' ? all.filter((each) => ON_THE_SPOT.includes(each)) : all;
  if (missing.length === 0) return NOTHING_ASKED;
  return input.noEvidence
    ? { data: { excused: missing }, words: { noEvidence: input.noEvidence } }
    : refuse('incident.proof-missing', 'evidence', proofParams(missing));
}

/** What the item of this matter demands and neither the record nor these pieces show. */
function missingProof(
  incident: Incident,
  evidence: readonly string[],
  { basis, kindOf }: Pick<Context, 'basis' | 'kindOf'>,
): readonly Evidence[] {
  const item = incident.itemCode === null ? undefined : findItem(basis.catalog, incident.itemCode);
  if (!item?.requiredEvidence.length) return [];
  return missingIn(withPieces(proofOf(incident), evidence.map(kindOf)), item.requiredEvidence);
}
