// 必备证据: what of that which is demanded is missing, with the record and the files in hand. Pure.
import type { Evidence } from '#modules/catalog/contract.ts';
import type { EvidenceKind } from '#modules/evidence/contract.ts';
import { missingIn, withPieces, type Proof } from '#modules/incident/contract.ts';

export type Needed = Readonly<{
  missing: readonly Evidence[];
  shown: readonly Evidence[];
  excused: readonly Evidence[];
  /** Only a matter that was opened tells what is there already. */
  isKnown: boolean;
}>;

export const NOTHING_NEEDED: Needed = { missing: [], shown: [], excused: [], isKnown: true };

export function neededOf(
  demanded: readonly Evidence[],
  proof: Proof | undefined,
  inHand: readonly EvidenceKind[],
): Needed {
  if (!proof) return { ...NOTHING_NEEDED, missing: demanded, isKnown: false };
  const all = withPieces(proof, inHand);
  const missing = missingIn(all, demanded);
  const unseen = missingIn({ ...all, excused: [] }, demanded);
  return {
    missing,
    shown: demanded.filter((each) => !unseen.includes(each)),
    excused: unseen.filter((each) => !missing.includes(each)),
    isKnown: true,
  };
}
