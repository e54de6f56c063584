// The door of the record.
export {
  canonicalText,
  chainHash,
  commitment,
  freshSalt,
  merkleAccumulator,
  merkleRoot,
  SALT_BYTES,
  type HashAlgorithm,
} from './record.ts';
export {
  blindIndex,
  keyedDigest,
  KEY_BYTES,
  newMatterKey,
  phoneDigits,
  seal,
  unseal,
  unwrapMatterKey,
  type Keyring,
} from './vault.ts';
