import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ADDRESS_KINDS } from './kinds.ts';
import { ADDRESS_LENGTH_MAX, parseAddress } from './parse.ts';

// The model is read at the first question; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const told = (text: string) => parseAddress(text).map((part) => `${part.kind}=${part.text}`);

describe('an address', () => {
  it('is read into its parts, with their places in the text', () => {
    expect(told('浙江省温州市乐清市柳市镇新光大道128号3幢2单元501室')).toEqual([
      'prov=浙江省',
      'city=温州市',
      'district=乐清市',
      'town=柳市镇',
      'road=新光大道',
      'roadno=128号',
      'houseno=3幢',
      'cellno=2单元',
      'roomno=501室',
    ]);
    const text = '  柳市镇　新光大道 １２８号';
    const parts = parseAddress(text);
    expect(parts.map((part) => part.kind)).toEqual(['town', 'road', 'roadno']);
    for (const part of parts) expect(text.slice(part.start, part.end)).toBe(part.text);
  });

  it('without divisions, with a village or an estate', () => {
    expect(told('东风社区人民路88号')).toEqual([
      'community=东风社区',
      'road=人民路',
      'roadno=88号',
    ]);
    expect(told('清远小区12幢301室')).toEqual(['poi=清远小区', 'houseno=12幢', 'roomno=301室']);
  });
});

describe('what is no address', () => {
  it('gives parts that cover the text in order, or none', () => {
    const strange = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'浙江省路号0１a-😀\u0000\ud800 \n'), maxLength: 80 }),
    );
    fc.assert(
      fc.property(strange, (text) => {
        const parts = parseAddress(text);
        const isOrdered = parts.every(
          ({ start, end, text: words, kind }, at) =>
            start >= (parts[at - 1]?.end ?? 0) &&
            end > start &&
            words === text.slice(start, end) &&
            Object.hasOwn(ADDRESS_KINDS, kind),
        );
        expect(isOrdered).toBe(true);
      }),
      { numRuns: 40 },
    );
    expect(parseAddress('')).toEqual([]);
    expect(parseAddress(' \u0000\n\u200b')).toEqual([]);
  });

  it('of 100,000 characters is answered at once: the first ones are read', () => {
    for (const unit of ['省', '9', 'a', '😀', '\u0001', '乐清市柳市镇']) {
      const text = unit.repeat(100_000 / unit.length);
      const from = process.cpuUsage();
      const parts = parseAddress(text);
      const { user, system } = process.cpuUsage(from);
      expect((user + system) / 1000).toBeLessThan(300);
      expect(parts.at(-1)?.end ?? 0).toBeLessThanOrEqual(ADDRESS_LENGTH_MAX);
    }
  });
});
