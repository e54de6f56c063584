// The demonstration's gateway: nothing leaves this machine, and a newcomer sees what would have been sent.
import type { KeyObject } from 'node:crypto';
import { emailSender } from '#adapters/email/index.ts';
import { startLoopbackGateway, type LoopbackGateway } from '#adapters/loopback-gateway/index.ts';
import { smsHttpSender } from '#adapters/sms-http/index.ts';
import { zhezhengdingSender } from '#adapters/zhezhengding/index.ts';
import { demoActors } from '#modules/identity/index.ts';
import {
  addressKinds,
  putAddresses,
  type PlainAddress,
  type Sender,
} from '#modules/notification/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import type { Instant } from '#platform/time/index.ts';

export type DemoGateway = Readonly<{
  url: string;
  senders: readonly Sender[];
  close: LoopbackGateway['close'];
}>;

export async function startDemoGateway(site: string): Promise<DemoGateway> {
  const { url, settings, close } = await startLoopbackGateway();
  const { sms, voice, zhezhengding, email } = settings;
  return {
    url,
    close,
    senders: [
      smsHttpSender('sms', sms),
      smsHttpSender('voice', voice),
      zhezhengdingSender(zhezhengding),
      emailSender({ ...email, site }),
    ],
  };
}

/** Country code 999 is given to nobody (ITU E.164): these numbers can never ring at a stranger's. */
const NOBODY = '+999';

/** Nor is the top-level domain `invalid` (RFC 2606). */
const NOWHERE = 'demo.invalid';

/** Gives the demonstration's people addresses that reach nobody. */
export async function giveDemoAddresses(db: Db, key: KeyObject, now: Instant): Promise<void> {
  // Each kind once: whoever changed theirs since keeps it.
  const given = await inTransaction(db, 'all', addressKinds);
  const addresses = (await demoActors(db, now)).flatMap(({ id, posts }, index): PlainAddress[] => {
    const countyId = posts[0]?.place.countyId;
    if (countyId === undefined) return [];
    const serial = String(index + 1).padStart(8, '0');
    return [
      { countyId, accountId: id, kind: 'phone', address: `${NOBODY}${serial}` },
      { countyId, accountId: id, kind: 'zhezhengding', address: `demo-${serial}` },
      { countyId, accountId: id, kind: 'email', address: `demo-${serial}@${NOWHERE}` },
    ];
  });
  const missing = addresses.filter(({ kind }) => !given.has(kind));
  await inTransaction(db, 'all', (tx) => putAddresses(tx, key, missing, now));
}
