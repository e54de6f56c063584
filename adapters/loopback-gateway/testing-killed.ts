// A process that claims what is due, sends it, and is killed before it can write down that it did.
// Started by deliver.db.test.ts with what it needs on its command line.
import { createSecretKey } from 'node:crypto';
import { deliverDue } from '#modules/notification/jobs.ts';
import type { Sender } from '#modules/notification/index.ts';
import { openDatabase } from '#platform/db/index.ts';
import { emailSender, type EmailSettings } from '../email/index.ts';
import { webPushSender, type WebPushSettings } from '../web-push/index.ts';
import { smsHttpSender, type SmsHttpSettings } from '../sms-http/index.ts';

/** What the process is started with, as JSON. */
export type Killed = Readonly<{
  databaseUrl: string;
  /** Of the addresses, in hex. */
  key: string;
  now: number;
  way: Readonly<
    | { channel: 'sms'; settings: SmsHttpSettings }
    | { channel: 'email'; settings: EmailSettings }
    | { channel: 'webPush'; settings: WebPushSettings }
  >;
}>;

const { databaseUrl, key, now, way } = JSON.parse(process.argv[2] ?? '') as Killed;

function senderOf(): Sender {
  switch (way.channel) {
    case 'sms':
      return smsHttpSender('sms', way.settings);
    case 'email':
      return emailSender(way.settings);
    case 'webPush':
      return webPushSender(way.settings);
  }
}

const real = senderOf();
await deliverDue(
  {
    db: openDatabase({ url: databaseUrl, poolMax: 1, applicationName: 'killed' }),
    addressKey: createSecretKey(Buffer.from(key, 'hex')),
    localTime: () => '2026-11-18 09:00',
    senders: [
      {
        ...real,
        async send(message, signal) {
          const sent = await real.send(message, signal);
          process.kill(process.pid, 'SIGKILL');
          return sent;
        },
      },
    ],
  },
  () => now,
);
