import { describe, expect, it } from 'vitest';
import { phrasesOf, phrasesOfParts, readLabelled, scorePhrases } from './bio.ts';

describe('labelled addresses', () => {
  it('are read with wide spaces as pieces and without further columns', () => {
    const text = '柳 B-town\n市 I-town\n　 B-redundant x y\n\n\n602\tB-roadno\r\n号\tI-roadno\r\n';
    expect(readLabelled(text)).toEqual([
      { words: ['柳', '市', '　'], labels: ['B-town', 'I-town', 'B-redundant'] },
      { words: ['602', '号'], labels: ['B-roadno', 'I-roadno'] },
    ]);
    expect(readLabelled('')).toEqual([]);
  });

  it('have phrases that begin at B, at another kind and after O', () => {
    const kinds = (labels: string) =>
      phrasesOf(labels.split(' ')).map(({ from, to, kind }) => `${from}-${to} ${kind}`);
    expect(kinds('B-a I-a B-a I-b O I-b I-b')).toEqual(['0-2 a', '2-3 a', '3-4 b', '5-7 b']);
  });
});

describe('the score', () => {
  // The same lines given to conlleval.pl: precision 66.67 %, recall 50.00 %, FB1 57.14.
  it('counts phrases as conlleval does', () => {
    const gold = [phrasesOf(['B-road', 'I-road', 'B-roadno', 'O', 'B-poi', 'I-poi', 'B-poi'])];
    const guessed = [phrasesOf(['B-road', 'I-road', 'B-roadno', 'O', 'B-poi', 'I-poi', 'I-poi'])];
    const { precision, recall, f1, perKind } = scorePhrases(gold, guessed);
    expect([precision, recall, f1]).toEqual([66.67, 50, 57.14]);
    expect(perKind['poi']).toMatchObject({ precision: 0, recall: 0, f1: 0, gold: 2 });
  });

  it('spells the kinds as the public data does', () => {
    expect(phrasesOfParts([{ from: 0, to: 1, kind: 4 }])).toEqual([
      { from: 0, to: 1, kind: 'devZone' },
    ]);
  });
});
