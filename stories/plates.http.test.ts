// A photograph of a parked car through HTTP: read in the shade, suggested masked, seen for a reason, confirmed by a
// person; in clear nowhere else. Without the fetched parts of the first reader the product says that nothing is read.
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { partsAreThere } from '#adapters/plate-reader/index.ts';
import type { Client } from '#modules/identity/testing.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import type { PlatesAnswer } from '#modules/triage/contract.ts';
import { sql } from '#platform/db/index.ts';
import { testHouse } from './test-house.ts';

const READING_TIMEOUT_MS = 180_000;
const PLATE = '浙C82F57';
const PARKED = '0501001';
const LAMP = '0601001';

const house = testHouse('zh-CN');
let clerk: Client;

beforeAll(async () => {
  clerk = await house.as('clerk');
});

function drawn(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="440" height="140"><rect width="440" height="140" fill="#1546a0"/>
    <text x="18" y="105" font-size="84" font-family="Noto Sans CJK SC" font-weight="bold" fill="#fff">${PLATE}</text></svg>`;
  return sharp(Buffer.from(svg)).jpeg().toBuffer();
}

async function upload(client: Client, bytes: Uint8Array): Promise<string> {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(bytes)], 'car.jpg', { type: 'image/jpeg' }));
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${house.url}/api/v1/evidence`, {
    method: 'POST',
    headers: { cookie, 'x-maplebridge': '1' },
    body: form,
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

async function reported(itemCode: string): Promise<string> {
  const photo = await upload(clerk, await drawn());
  const text = '有车停在人行道上，行人过不去';
  const sent = await clerk.post<ReportResult>('/reports', {
    ...{ source: 'phone', text, itemCode, evidence: [photo] },
  });
  expect(sent.status).toBe(201);
  await house.workers.settle();
  return sent.body.incidentId;
}

const plates = (client: Client, id: string) => client.get<PlatesAnswer>(`/incidents/${id}/plates`);

test(
  'without the parts the product says that plates are not read',
  async () => {
    const id = await reported(PARKED);
    const { status, body } = await plates(clerk, id);
    expect(status).toBe(200);
    expect([body.matters, body.isReaderThere]).toEqual([true, partsAreThere()]);
    if (!body.isReaderThere) expect(body.plates).toEqual([]);
  },
  READING_TIMEOUT_MS,
);

test('where no plate matters none is read', async () => {
  const id = await reported(LAMP);
  const { body } = await plates(clerk, id);
  expect([body.matters, body.plates]).toEqual([false, []]);
});

test('whoever may not see the matter sees no plate', async () => {
  const id = await reported(PARKED);
  for (const login of ['citizen', 'team']) {
    const stranger = await house.as(login);
    expect((await plates(stranger, id)).status).toBe(404);
    expect((await stranger.post(`/incidents/${id}/plates/reveal`, { reason: '想看' })).status).toBe(404); // prettier-ignore
  }
});

test.skipIf(!partsAreThere())(
  'a plate is suggested masked, seen for a reason, confirmed by a person, and forgotten with its key (skipped without the parts)',
  async () => {
    const id = await reported(PARKED);
    const [suggested] = (await plates(clerk, id)).body.plates;
    expect(suggested).toMatchObject({ outcome: 'read', plate: '浙C＊＊＊＊＊', confirmed: null });
    expect(suggested?.confidence).toBeGreaterThan(0.3);
    if (!suggested) return;
    const at = `/incidents/${id}/plates/${suggested.evidenceId}/confirm`;

    expect((await clerk.post(`/incidents/${id}/plates/reveal`, {})).status).toBe(400);
    const seen = await clerk.post<PlatesAnswer>(`/incidents/${id}/plates/reveal`, {
      reason: '联系车主挪车',
    });
    expect(seen.body.plates[0]?.plate).toBe(PLATE);
    expect((await clerk.post(at, { plate: '不是车牌' })).status).toBe(400);
    const confirmed = await clerk.post<PlatesAnswer>(at, { plate: PLATE.toLowerCase() });
    expect(confirmed.body.plates[0]?.confirmed).toMatchObject({ plate: PLATE });
    expect((await plates(clerk, id)).body.plates[0]?.confirmed?.plate).toBe('浙C＊＊＊＊＊');

    // In clear in no row of the record, the feed, the audit log or the readings.
    for (const table of [
      'fact',
      'feed',
      'audit_entry',
      'plate_reading',
      'incident',
      'incident_text',
    ]) {
      const { rows } = await sql<{ found: number }>`
        select count(*)::int as found from ${sql.table(table)} t where t::text like ${`%${PLATE}%`}`.execute(
        house.owner,
      );
      expect([table, rows[0]?.found]).toEqual([table, 0]);
    }
    const { rows } = await sql<{ action: string }>`
      select action from audit_entry where subject_id = ${id} and action like 'plate.%' order by action`.execute(
      house.owner,
    );
    expect(rows.map(({ action }) => action)).toEqual(['plate.confirm', 'plate.reveal']);

    await sql`delete from vault_key where incident_id = ${id}`.execute(house.owner);
    const erased = await clerk.post<PlatesAnswer>(`/incidents/${id}/plates/reveal`, {
      reason: '联系车主挪车',
    });
    expect([erased.body.plates[0]?.plate, erased.body.plates[0]?.confirmed?.plate]).toEqual([
      null,
      null,
    ]);
    expect((await clerk.post(at, { plate: PLATE })).status).toBe(404);
  },
  READING_TIMEOUT_MS,
);
