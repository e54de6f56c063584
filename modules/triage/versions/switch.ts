// Switching versions: one transaction that moves the rows, says why, and audits it.
import { audit, type AuditAction, type AuditEntry } from '#modules/identity/index.ts';
import { inTransaction, type Db } from '#platform/db/index.ts';
import { Refused } from '#platform/errors/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Change, State } from './contract.ts';
import { insertChange, listChanges, lockVersions, writeMoves } from './store.ts';
import { movesOf } from './version.ts';

export type Switching = Readonly<{
  countyId: number;
  version: number;
  change: Change;
  reason: string;
  by: string;
  now: Instant;
  /** Where the request came from, for the audit log. */
  origin: Pick<AuditEntry, 'ip' | 'requestId'>;
}>;

export type Switched = Readonly<{
  version: number;
  state: State;
  inForce: number | null;
  /** False when it stood so already: nothing was written. */
  isNew: boolean;
}>;

/** Does one change, once: asked again it answers with what is so already. */
export async function switchVersion(db: Db, asked: Switching): Promise<Switched> {
  const { countyId, version, change, reason, by, now, origin } = asked;
  return inTransaction(db, [countyId], async (tx) => {
    const versions = await lockVersions(tx, countyId);
    const one = versions.find((each) => each.version === version);
    const moves = movesOf(versions, version, change);
    if (moves === 'unknown') throw new Refused('triage.model-unknown', 'version', { version });
    if (moves === 'not-now') {
      const [last] = await listChanges(tx, countyId, 1, version);
      const isDone = change === 'rollBack' && one?.state === 'retired' && last?.change === change;
      if (!isDone) throw new Refused('triage.model-not-now', 'change', { version });
    }
    const isNew = typeof moves !== 'string';
    if (isNew) {
      await writeMoves(tx, countyId, moves, now);
      await insertChange(tx, countyId, { version, change, reason, by, at: now });
      const entry: AuditEntry = {
        action: AUDITED[change],
        actorId: by,
        countyId,
        subjectKind: 'triageModel',
        subjectId: String(version),
        success: true,
        ...origin,
        details: { version, reason },
      };
      await audit(tx, entry, now);
    }
    const after = isNew ? await lockVersions(tx, countyId) : versions;
    return {
      version,
      state: after.find((each) => each.version === version)?.state ?? 'retired',
      inForce: after.find((each) => each.state === 'inForce')?.version ?? null,
      isNew,
    };
  });
}

const AUDITED = {
  watch: 'triage.model-watch',
  switchOn: 'triage.model-switch-on',
  retire: 'triage.model-retire',
  rollBack: 'triage.model-roll-back',
} as const satisfies Record<Change, AuditAction>;
