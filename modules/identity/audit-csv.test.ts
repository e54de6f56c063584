import { describe, expect, it } from 'vitest';
import { auditCsv, cell } from './audit-csv.ts';
import type { AuditItem } from './contract.ts';

const ENTRY: AuditItem = {
  ...{ id: '01900000-0000-7000-8000-000000000000', at: Date.UTC(2026, 10, 21, 1, 5, 7, 250) },
  ...{ actorId: 'a', actorName: '林小梅', actorLogin: 'clerk', action: 'incident.reveal' },
  ...{ subjectKind: null, subjectId: null, subjectName: null, countyId: 1, success: true },
  ...{ ip: null, requestId: null, details: {}, why: null },
};
const lines = (...given: Parameters<typeof auditCsv>) => auditCsv(...given).split('\r\n');

describe('auditCsv', () => {
  it('tells times by the clocks of the county, with their offset, and actions in words beside their codes', () => {
    expect(lines([ENTRY], { language: 'zh', zone: 'Asia/Shanghai' })[1]).toMatch(
      /^2026-11-21 09:05:07\.250\+08:00,clerk,林小梅,查看报事人,incident\.reveal,/,
    );
    const july = { ...ENTRY, at: Date.UTC(2026, 6, 1) };
    const [, winter, summer] = lines([ENTRY, july], { language: 'en', zone: 'America/New_York' });
    expect(winter).toMatch(/^2026-11-20 20:05:07\.250-05:00,clerk,林小梅,See a reporter,/);
    expect(summer).toMatch(/^2026-06-30 20:00:00\.000-04:00,/);
  });

  it('keeps the code of an action that the house does no more', () => {
    const old = { ...ENTRY, action: 'catalog.burnt' };
    expect(lines([old], { language: 'zh', zone: 'UTC' })[1]).toContain(',其他操作,catalog.burnt,');
  });
});

it('a cell is no formula, and one cell', () => {
  expect(cell('=1+1')).toBe("'=1+1");
  expect(cell('a,"b"')).toBe('"a,""b"""');
});
