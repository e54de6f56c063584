// From decided facts to rows: words and persons are sealed, their commitments enter the fact, and the
// fact enters the chain of its incident.
import type { KeyObject } from 'node:crypto';
import {
  canonicalText,
  chainHash,
  commitment,
  freshSalt,
  newMatterKey,
  seal,
  unseal,
  unwrapMatterKey,
  type HashAlgorithm,
  type Keyring,
} from '#platform/facts/index.ts';
import type { NewFact } from './decide.ts';
import { SEALED_CLASSES, type Fact, type SealedClass } from './facts.ts';
import type { FactRow, KeyRow, SealedRow } from './store.ts';

/** What binds a key to its incident. */
export const matterOf = (countyId: number, incidentId: string) => `${countyId}/${incidentId}`;
const placeOf = (countyId: number, incidentId: string, seq: number, of: SealedClass) =>
  `${matterOf(countyId, incidentId)}/${seq}/${of}`;

/** The chain of one incident while a batch adds to it. */
export type Chain = {
  head: Buffer | null;
  /** Wrapped key as stored; null when there is none yet, or none any more. */
  wrapped: Buffer | null;
  key: KeyObject | null;
};

export type SealedFact = Readonly<{
  row: FactRow;
  sealed: readonly SealedRow[];
  newKey: KeyRow | null;
}>;

/** Puts a fact at the end of its chain; whatever was said beside it is sealed already, or not kept. */
export function chainFact(
  fact: Fact,
  chain: Chain,
  algorithm: HashAlgorithm,
): Readonly<{ body: string; hash: Buffer }> {
  const body = canonicalText(fact);
  const hash = chainHash(chain.head, body, algorithm);
  chain.head = hash;
  return { body, hash };
}

/** Seals one fact and moves the head of its chain. */
export function sealFact(
  entry: NewFact,
  chain: Chain,
  keyring: Keyring,
  algorithm: HashAlgorithm,
): SealedFact {
  const { countyId, incidentId, seq } = entry.fact;
  const sealed: SealedRow[] = [];
  const commitments: Partial<Record<SealedClass, string>> = {};
  let newKey: KeyRow | null = null;
  for (const of of SEALED_CLASSES) {
    const said = entry[of];
    if (!said) continue;
    if (!chain.key) {
      if (chain.wrapped)
        chain.key = unwrapMatterKey(keyring, chain.wrapped, matterOf(countyId, incidentId));
      else {
        const fresh = newMatterKey(keyring, matterOf(countyId, incidentId));
        chain.key = fresh.key;
        newKey = {
          county_id: countyId,
          incident_id: incidentId,
          wrapped: fresh.wrapped.toString('hex'),
        };
      }
    }
    const text = canonicalText(said);
    const salt = freshSalt();
    commitments[of] = commitment(salt, text);
    sealed.push({
      county_id: countyId,
      incident_id: incidentId,
      seq,
      class: of,
      salt: salt.toString('hex'),
      sealed: seal(chain.key, text, placeOf(countyId, incidentId, seq, of)).toString('hex'),
    });
  }
  const fact: Fact = sealed.length ? { ...entry.fact, sealed: commitments } : entry.fact;
  const { body, hash } = chainFact(fact, chain, algorithm);
  return {
    row: {
      county_id: countyId,
      incident_id: incidentId,
      seq,
      type: fact.type,
      at: fact.at,
      alg: algorithm,
      body,
      hash: hash.toString('hex'),
    },
    sealed,
    newKey,
  };
}

export type VaultEntry = Readonly<{
  seq: number;
  class: SealedClass;
  salt: Buffer;
  sealed: Buffer;
}>;

/** Opens what was sealed. Throws when key, row or place do not belong together. */
export function openSealed(
  keyring: Keyring,
  wrapped: Buffer,
  countyId: number,
  incidentId: string,
  entries: readonly VaultEntry[],
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const key = unwrapMatterKey(keyring, wrapped, matterOf(countyId, incidentId));
  return new Map(
    entries.map((entry) => [
      `${entry.seq}/${entry.class}`,
      JSON.parse(
        unseal(key, entry.sealed, placeOf(countyId, incidentId, entry.seq, entry.class)),
      ) as Record<string, string>,
    ]),
  );
}

/** The text that was sealed, as sealed; null when key, row and place do not belong together. */
export function unsealOne(
  key: KeyObject | null,
  countyId: number,
  incidentId: string,
  entry: VaultEntry,
): string | null {
  if (!key) return null;
  try {
    return unseal(key, entry.sealed, placeOf(countyId, incidentId, entry.seq, entry.class));
  } catch {
    return null;
  }
}

/** Whether what the vault holds is what the fact committed to. */
export function keepsCommitment(
  salt: Buffer,
  said: Readonly<Record<string, string>>,
  committed: string,
): boolean {
  return commitment(salt, canonicalText(said)) === committed;
}
