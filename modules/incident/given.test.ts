// Another system's order is only resolved here: whatever would close it waits for its giver's answer.
import { expect, test } from 'vitest';
import { verbsFor } from './decide.ts';
import { aMatter, ITEMS, MACHINE, MORNING, PEOPLE, UNITS } from './testing.ts';

const { clerk, commander, gridWorker, handler } = PEOPLE;
const given = { system: 'hotline12345', remoteId: 'GD-2026-000381', sentAt: MORNING - 5_000 };
const anOrder = () => aMatter({ source: 'hotline12345', itemCode: ITEMS.rubbish, given });

test('the order keeps whose it is and when it was sent', () => {
  expect(anOrder().incident().flags.given).toEqual(given);
});

test('nobody closes it here: not by an answer, not on the spot, not after the check', () => {
  const matter = anOrder();
  expect(matter.refusal(clerk, 'answer', { reply: '已答复' })).toBe('incident.given-elsewhere');
  expect(matter.refusal(gridWorker, 'selfHandle', { result: '已清' })).toBe(
    'incident.given-elsewhere',
  );
  matter.act(clerk, 'accept');
  matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
  matter.act(handler, 'sign');
  matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清运' });
  for (const person of [clerk, commander])
    expect(matter.refusal(person, 'close')).toBe('incident.given-elsewhere');
  expect(verbsFor(matter.incident(), clerk)).not.toContain('close');
  expect(verbsFor(matter.incident(), clerk)).toContain('rework');
});

test("its giver's answer, which the machine passes on, closes it or sends it back", () => {
  const matter = anOrder();
  matter.act(clerk, 'accept');
  matter.act(clerk, 'dispatch', { lead: UNITS.bureau });
  matter.act(handler, 'sign');
  matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '已清运' });
  expect(matter.act(MACHINE, 'rework', { reason: '来电人不认可' }).status).toBe('handling');
  matter.act(handler, 'resolve', { noEvidence: '无法取证', result: '再次清运' });
  expect(matter.act(MACHINE, 'close').status).toBe('closed');
});
