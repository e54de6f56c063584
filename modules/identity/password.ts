// argon2id behind a gate: a bounded number at once and a bounded queue, so that a flood of sign-ins
// costs the flood its time and nobody else theirs.
import { hash, verify } from '@node-rs/argon2';
import { Refused } from '#platform/errors/index.ts';
import { ARGON2_CONCURRENT, ARGON2_WAITING_MAX } from './limits.ts';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; the default algorithm is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

let running = 0;
const waiting: (() => void)[] = [];

/** The PHC string of a password. Refuses with `identity.busy` when too many wait. */
export function hashPassword(password: string): Promise<string> {
  return throughTheGate(() => hash(password.normalize('NFKC'), COST));
}

/** Whether the password is right. A missing hash costs the same time and is never right. */
export async function isRightPassword(phc: string | undefined, password: string): Promise<boolean> {
  const right = await throughTheGate(() => verify(phc ?? NOBODYS, password.normalize('NFKC')));
  return right && phc !== undefined;
}

/** The hash of a random text that nobody has: what an unknown login is compared with. */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$iAUETGA5Hvd1xouSnDN0oQ$/luhnPET7Od08sXrKvy5xr1fp50mGoyp69FlZfesAl8';

async function throughTheGate<T>(work: () => Promise<T>): Promise<T> {
  if (running >= ARGON2_CONCURRENT) {
    if (waiting.length >= ARGON2_WAITING_MAX) throw new Refused('identity.busy');
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next)
      next(); // the place passes on
    else running -= 1;
  }
}
