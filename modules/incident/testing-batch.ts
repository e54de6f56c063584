// Ready-made batches of reports for measuring what the database alone can write: the same rows that
// intake writes, decided and sealed beforehand.
import { randomBytes } from 'node:crypto';
import { systemActor } from '#modules/identity/index.ts';
import { uuidv7 } from '#platform/ids/index.ts';
import { bear, type Reporting } from './receive.ts';
import type { Batch } from './store.ts';
import { aKnowledge } from './testing.ts';

const keyring = { masterKey: randomBytes(32), blindIndexKey: randomBytes(32) };
const actor = systemActor('bench');

/** A batch of `size` reports of a county, with numbers of its own that no counter has to give. */
export function makeBatch(countyId: number, size: number, now = Date.now()): Batch {
  const reports = Array.from({ length: size }, (_, index) => aReport(countyId, index, now));
  const numbers = reports.map(() => `raw-${uuidv7(now)}`);
  const known = new Map([[countyId, aKnowledge()]]);
  return bear({ keyring, algorithm: 'sha256' }, reports, new Map(), numbers, known, now).batch;
}

function aReport(countyId: number, index: number, now: number): Reporting {
  return {
    countyId,
    divisionCode: '330382',
    zone: 'Asia/Shanghai',
    actor,
    unitId: null,
    source: 'hotline12345',
    title: '路口垃圾桶满溢，气味很大，请尽快清运',
    words: { text: `路口垃圾桶满溢，气味很大，请尽快清运（来电第${index}号）` },
    person: { name: `张${index % 97}`, phone: `138${String(10_000_000 + index)}` },
    reporterMode: 'named',
    reporterId: actor.id,
    itemCode: null,
    level: null,
    place: { townId: 17, villageId: 333, gridId: 1461, lng6: 120_960_000, lat6: 28_110_000 },
    roomUnitId: 189,
    occurredAt: now,
    evidence: [],
    wantsReceipt: true,
  };
}

export { writeBatch } from './store.ts';
