// A process that claims what is due, sends it, and is killed before it can write down that it did.
// Started by deliver.db.test.ts with the database, the gateway and the key on its command line.
import { createSecretKey } from 'node:crypto';
import { deliverDue } from '#modules/notification/jobs.ts';
import { openDatabase } from '#platform/db/index.ts';
import { smsHttpSender } from '../sms-http/index.ts';

const [databaseUrl = '', gatewayUrl = '', secret = '', key = '', now = ''] = process.argv.slice(2);
const db = openDatabase({ url: databaseUrl, poolMax: 1, applicationName: 'killed' });
const real = smsHttpSender('sms', { url: gatewayUrl, secret });
await deliverDue(
  {
    db,
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
  () => Number(now),
);
