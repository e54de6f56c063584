// Messages speak of people: they are kept sealed under a key of their own, made from the master key.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { seal, unseal, type Keyring } from '#platform/facts/index.ts';
import type { Direction } from './contract.ts';

export type MessageSeal = Readonly<{
  seal: (place: Place, text: string) => Buffer;
  /** Throws when it was sealed for another place or under another master key. */
  open: (place: Place, sealed: Uint8Array) => string;
}>;
/** A sealed message cannot pass for another one. */
export type Place = Readonly<{
  countyId: number;
  system: string;
  direction: Direction;
  seq: number;
}>;

export function messageSeal(keyring: Keyring): MessageSeal {
  const key: KeyObject = createSecretKey(
    createHmac('sha256', keyring.masterKey).update('exchange messages').digest(),
  );
  const placeText = ({ countyId, system, direction, seq }: Place) =>
    `exchange/${countyId}/${system}/${direction}/${seq}`;
  return {
    seal: (place, text) => seal(key, text, placeText(place)),
    open: (place, sealed) => unseal(key, sealed, placeText(place)),
  };
}
