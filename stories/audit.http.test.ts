// The audit administrator reads which matter, unit and place an entry is about, never a bare id; and an
// export follows the language chosen on the page.
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditItem } from '#modules/identity/contract.ts';
import type { IncidentDetail } from '#modules/incident/contract.ts';
import type { ReportResult } from '#modules/intake/contract.ts';
import { HOUR, MINUTE, movableClock } from '#platform/time/index.ts';
import { signedIn } from './signed-in.ts';
import { OPENED_AT } from './stories.ts';
import { OPENING_TIMEOUT_MS, openTestHouse, type TestHouse } from './test-house.ts';

let house: TestHouse;
const clock = movableClock(OPENED_AT + 9 * HOUR);

beforeAll(async () => {
  house = await openTestHouse(clock);
}, OPENING_TIMEOUT_MS);
afterAll(() => house.close());

test('an entry says which matter it is about, and all entries of that matter are found', async () => {
  const clerk = await signedIn(house.url, 'clerk', 'zh-CN');
  const { body } = await clerk.post<ReportResult>('/reports', {
    ...{ source: 'phone', text: '新光大道垃圾桶满溢，请清运', itemCode: '0401001' },
    point: { lng6: 120_915_595, lat6: 28_038_614 },
    reporter: { name: '林小梅', phone: '13800001234' },
  });
  const { incidentId } = body;
  const shown = await clerk.get<IncidentDetail>(`/incidents/${incidentId}`);
  expect((await clerk.post(`/incidents/${incidentId}/verbs/close`, { input: {} })).status).toBe(
    409,
  );
  clock.advance(MINUTE);
  expect((await clerk.post(`/incidents/${incidentId}/reveal`, { reason: '回电核实' })).status).toBe(
    200,
  );

  const auditor = await signedIn(house.url, 'auditor', 'zh-CN');
  await expect
    .poll(async () => {
      const { body: page } = await auditor.get<{ items: AuditItem[] }>(
        `/audit?subjectId=${incidentId}`,
      );
      return page.items.map(({ action, subjectKind, subjectName }) => [
        action,
        subjectKind,
        subjectName,
      ]);
    })
    .toEqual([
      ['incident.reveal', 'incident', shown.body.number],
      ['incident.refused', 'incident', shown.body.number],
    ]);
  const csv = await auditor.get<string>(`/audit/export?subjectId=${incidentId}`);
  expect(csv.body).toContain(`incident:${incidentId},${shown.body.number},`);
  // By the county's clocks, told with their offset; the action in the reader's language beside its code.
  expect(csv.body).toMatch(
    /^2026-01-26 17:01:00\.000\+08:00,clerk,.*,查看报事人,incident\.reveal,/m,
  );
  auditor.cookies.set('mb_language', 'en');
  const english = await auditor.get<string>(`/audit/export?subjectId=${incidentId}`);
  expect(english.body).toContain(',See a reporter,incident.reveal,');
});

test('a list is exported in the language chosen on the page, whatever the browser asks for', async () => {
  const duty = await signedIn(house.url, 'duty', 'zh-CN');
  duty.cookies.set('mb_language', 'en');
  const { body } = await duty.get<string>('/incidents/export?format=csv');
  expect(body.slice(0, 20)).toContain('Number');
});

test('in a workbook times are dates and a title that looks like a formula is text', async () => {
  const clerk = await signedIn(house.url, 'clerk', 'zh-CN');
  await clerk.post('/reports', {
    ...{ source: 'phone', text: '=1+1 路灯不亮', itemCode: '0401001' },
    point: { lng6: 120_915_595, lat6: 28_038_614 },
  });
  const cookie = [...clerk.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${house.url}/api/v1/incidents/export?format=xlsx`, {
    headers: { cookie },
  });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(await answer.arrayBuffer());
  const [sheet] = book.worksheets;
  const heads = sheet?.getRow(1).values as string[];
  const cellOf = (head: string) => sheet?.getRow(2).getCell(heads.indexOf(head));
  expect(cellOf('标题')).toMatchObject({ type: ExcelJS.ValueType.String, value: "'=1+1 路灯不亮" });
  const local = new Date(clock.now() + 8 * HOUR - (clock.now() % MINUTE));
  expect(cellOf('上报时间')).toMatchObject({ type: ExcelJS.ValueType.Date, value: local });
  expect(cellOf('上报时间')?.numFmt).toBe('yyyy-mm-dd hh:mm');
  expect(cellOf('办结时间')?.value).toBeNull();
});
