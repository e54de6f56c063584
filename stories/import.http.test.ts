// A dry run of an import says what the real run then does, row by row: the same counter answers both.
import { expect, test } from 'vitest';
import type { AuditItem } from '#modules/identity/contract.ts';
import type { ImportPreview, ImportStatus } from '#modules/intake/contract.ts';
import { signedIn } from './signed-in.ts';
import { testHouse } from './test-house.ts';

/** More rows than one batch has, so that a key comes again in another batch. */
const FILLER_ROWS = 600;

const house = testHouse('zh-CN');

test('a dry run finds a key twice and a phone that cannot be read, as the run does', async () => {
  const duty = await signedIn(house.url, 'duty', 'zh-CN');
  const row = (key: string, text: string, phone = '13800001234') =>
    `${key},2026-01-20 08:00,${text},${phone}`;
  const lines = [
    '编号,时间,内容,电话',
    row('A', '新光大道路灯不亮'),
    row('B', '薛宅村垃圾满溢', '138oooo'),
    ...Array.from({ length: FILLER_ROWS }, (_, at) => row(`F${at}`, `第 ${at} 盏路灯不亮`)),
    row('A', '路灯修好了又坏'),
    row('A', '新光大道路灯不亮'),
  ];
  const form = new FormData();
  form.append('file', new Blob([lines.join('\n')]), '台账.csv');
  const cookie = [...duty.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const sent = await fetch(`${house.url}/api/v1/imports`, {
    method: 'POST',
    headers: { cookie, 'x-maplebridge': '1' },
    body: form,
  });
  const { id, mapping } = (await sent.json()) as ImportPreview;

  const outcome = async (dryRun: boolean) => {
    expect((await duty.post(`/imports/${id}/run`, { mapping, dryRun })).status).toBe(202);
    let status: ImportStatus | undefined;
    await expect
      .poll(async () => (status = (await duty.get<ImportStatus>(`/imports/${id}`)).body).state)
      .toBe('finished');
    const { read, accepted, duplicates, rejected, warnings } = status ?? {};
    const said = (await duty.get<string>(`/imports/${id}/rejects`)).body;
    return { read, accepted, duplicates, rejected, warnings, said };
  };
  const tried = await outcome(true);
  expect(tried).toMatchObject({
    ...{ read: FILLER_ROWS + 4, accepted: FILLER_ROWS + 2 },
    ...{ duplicates: 1, rejected: 1, warnings: 2 },
  });
  const reasons = tried.said.split('\r\n').map((line) => line.split(',').slice(0, 5).join(','));
  expect(reasons.slice(1, -1)).toEqual([
    '2,提醒 warning,reporterPhone,import.row.phone,电话“138oooo”无法识别，没有导入；其余内容照常导入。',
    `${FILLER_ROWS + 3},拒收 rejected,sourceKey,import.row.repeated,编号与第 1 行相同，内容却不同。`,
    `${FILLER_ROWS + 4},提醒 warning,sourceKey,import.row.same,与第 1 行相同，只导入一次。`,
  ]);
  expect(await outcome(false)).toEqual(tried);
  const auditor = await signedIn(house.url, 'auditor', 'zh-CN');
  const entries = async () =>
    (await auditor.get<{ items: AuditItem[] }>(`/audit?subjectId=${id}`)).body.items;
  await expect
    .poll(async () => (await entries()).map(({ actorLogin, details }) => [actorLogin, details]))
    .toEqual(
      expect.arrayContaining([
        ['duty', { dryRun: true }],
        ['duty', { dryRun: false }],
      ]),
    );
});
