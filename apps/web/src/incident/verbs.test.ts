// What the form of a verb asks for, by what was said so far.
import { expect, test } from 'vitest';
import { VERB_INPUTS, type Verb } from '#modules/incident/contract.ts';
import { arrangeVerbs, askedFields, VERB_FORMS } from './verbs.ts';

const asked = (input: Readonly<Record<string, unknown>>) =>
  askedFields(VERB_FORMS.spotCheck, input).map(({ name, required }) => (required ? `${name}!` : name)); // prettier-ignore

test('a failed spot check says why and what follows; a passed one need not', () => {
  expect(asked({ then: 'reopen' })).toEqual(['passed!', 'evidence']);
  expect(asked({ then: 'reopen', passed: true })).toEqual(['passed!', 'note', 'evidence']);
  expect(asked({ then: 'reopen', passed: false })).toEqual([
    ...['passed!', 'reasons!', 'then!', 'note!', 'evidence'],
  ]);
  expect(asked({ then: 'supervise', passed: false })).toContain('replyBy!');
  // Chosen before it passed after all: nobody is asked for the date of a reply.
  expect(asked({ then: 'supervise', passed: true })).not.toContain('replyBy!');
});

test('every field is an input of its verb, and waits for one of the same form', () => {
  for (const [verb, fields] of Object.entries(VERB_FORMS))
    for (const { name, when } of fields) {
      expect(Object.keys(VERB_INPUTS[verb as Verb].shape), verb).toContain(name);
      if (when)
        expect(
          fields.map((field) => field.name),
          verb,
        ).toContain(when[0]);
    }
});

test('the next step leads; who has none sees the few others as buttons, many wait in a menu', () => {
  expect(arrangeVerbs('dispatched', ['urge', 'sign', 'ring'])).toEqual({
    ...{ first: ['sign'], next: 'sign', rest: ['urge'] },
  });
  expect(arrangeVerbs('reported', ['withdraw', 'urge', 'join', 'ring'])).toEqual({
    ...{ first: ['withdraw', 'urge', 'join'], next: undefined, rest: [] },
  });
  const many: Verb[] = ['withdraw', 'urge', 'join', 'annotate', 'escalate', 'supervise'];
  expect(arrangeVerbs('merged', many)).toEqual({ first: [], next: undefined, rest: many });
});

test('who is not satisfied says why', () => {
  const rated = (satisfied: boolean) =>
    askedFields(VERB_FORMS.rate, { satisfied }).find(({ name }) => name === 'note')?.required;
  expect([rated(false), rated(true)]).toEqual([true, undefined]);
});
