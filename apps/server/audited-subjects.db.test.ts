// What the audit log is told with, in a county that has put nothing in force yet: its log is read all the same.
import { beforeAll, expect, test } from 'vitest';
import { makeCounty } from '#modules/incident/testing-database.ts';
import { testDatabase } from '#platform/db/testing.ts';
import type { Language } from '#platform/http/index.ts';
import { auditSurroundings } from './audited-subjects.ts';
import { referenceStore } from './reference.ts';

const { db, owner } = await testDatabase();
const { nameSubjects, zoneOf } = auditSurroundings({ db, reference: referenceStore(db) });
let countyId: number;

beforeAll(async () => void (countyId = await makeCounty(owner)));

test('a county without a catalogue has its clocks', async () => {
  expect(await zoneOf(countyId)).toBe('Asia/Shanghai');
  await expect(zoneOf(countyId + 1)).rejects.toThrow('organization.no-county');
});

test('a county is named in the language of the reader', async () => {
  const county = { kind: 'county', id: String(countyId) };
  const named = async (language: Language) =>
    (await nameSubjects([countyId], [county], language))(county);
  expect([await named('zh'), await named('en')]).toEqual(['测试县', 'Test']);
});
