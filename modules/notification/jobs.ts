// The standing work of notification: chains that go on, and the sweep of what is old.
import { inTransaction, sql, type Db } from '#platform/db/index.ts';
import type { Job } from '#platform/jobs/index.ts';
import { DAY, HOUR, type Clock, type Instant } from '#platform/time/index.ts';
import { KEPT_MS, SWEEP_MAX } from './limits.ts';

export { deliverDue, type DeliverDeps } from './deliver.ts';
export { callNextDue } from './call-next.ts';

export function notificationJobs(db: Db, clock: Clock): Job[] {
  return [
    { name: 'notification-sweep', everyMs: HOUR, run: () => sweepNotices(db, clock.now()) },
    { name: 'push-device-sweep', everyMs: DAY, run: () => sweepDevices(db) },
  ];
}

/** Takes away notices older than KEPT_DAYS with their messages and deliveries; true when there are more. */
export async function sweepNotices(db: Db, now: Instant): Promise<boolean> {
  return inTransaction(db, 'all', async (tx) => {
    const { numAffectedRows } = await sql`delete from notice where (county_id, id) in (
      select county_id, id from notice where created_at < to_timestamp(${now - KEPT_MS} / 1000.0)
      order by created_at limit ${SWEEP_MAX})`.execute(tx);
    return Number(numAffectedRows ?? 0) >= SWEEP_MAX;
  });
}

/** Forgets the browsers of accounts that were closed; true when there are more. */
export async function sweepDevices(db: Db): Promise<boolean> {
  return inTransaction(db, 'all', async (tx) => {
    const { numAffectedRows } = await sql`delete from push_device where (county_id, id) in (
      select p.county_id, p.id from push_device p join account a on a.id = p.account_id
      where a.status = 'closed' limit ${SWEEP_MAX})`.execute(tx);
    return Number(numAffectedRows ?? 0) >= SWEEP_MAX;
  });
}
