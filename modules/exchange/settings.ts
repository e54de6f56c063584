// The outside systems of an installation, as its file of settings names them (docs/exchange.md). Secrets lie
// in that file only, which its owner alone may read.
import { z } from 'zod';
import { MINUTE } from '#platform/time/index.ts';
import { SystemCode } from './contract.ts';
import { PEERS_MAX, RECONCILE_MINUTES_MAX } from './limits.ts';
import { SECRET_BYTES_MIN, type Keys } from './signing.ts';

/** Keys of one system: the one in use, the one before and the one to come. */
const KEYS_MAX = 4;
/** Words for kinds of matter that one system uses. */
const ITEM_WORDS_MAX = 2000;
const RECONCILE_MINUTES_DEFAULT = 60;

const secret = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= SECRET_BYTES_MIN, {
    message: `at least ${SECRET_BYTES_MIN} bytes`,
  });

/** One outside system; `transport` is read by the road that its `form` names. */
const PeerSettings = z.strictObject({
  system: SystemCode,
  /** Division code of the county whose orders go there. */
  county: z.string().min(1).max(20),
  name: z.strictObject({ zh: z.string().min(1).max(40), en: z.string().min(1).max(80) }),
  source: z.enum(['police110', 'hotline12345', 'otherSystem']),
  keys: z
    .array(z.strictObject({ id: z.string().regex(/^[\w.-]{1,40}$/), secret }))
    .min(1)
    .max(KEYS_MAX),
  /** The id of the key to sign with; the first one unless said. */
  signWith: z.string().optional(),
  items: z
    .record(z.string().max(80), z.string().regex(/^\d{7}$/))
    .refine((items) => Object.keys(items).length <= ITEM_WORDS_MAX)
    .default({}),
  asksBackup: z.boolean().default(false),
  reconcileMinutes: z.int().min(1).max(RECONCILE_MINUTES_MAX).default(RECONCILE_MINUTES_DEFAULT),
  transport: z.looseObject({ form: z.enum(['http', 'files']) }),
});
export type PeerSettings = z.output<typeof PeerSettings>;

/** The whole file. */
export const ExchangeSettings = z
  .strictObject({ systems: z.array(PeerSettings).max(PEERS_MAX) })
  .refine(
    ({ systems }) =>
      new Set(systems.map(({ county, system }) => `${county}/${system}`)).size === systems.length,
    { message: 'each system once per county' },
  );

/** The keys of a system, for signing and for telling who signed. */
export function keysOf({ keys, signWith }: Pick<PeerSettings, 'keys' | 'signWith'>): Keys {
  const secrets = new Map(keys.map(({ id, secret: bytes }) => [id, bytes]));
  const own = signWith ?? keys[0]?.id ?? '';
  if (!secrets.has(own)) throw new Error(`signWith names no key: ${own}`);
  return { signWith: own, secrets };
}

export const reconcileEveryMs = (settings: PeerSettings): number =>
  settings.reconcileMinutes * MINUTE;
