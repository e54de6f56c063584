import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guessMapping } from './guess-mapping.ts';
import { Mapping, mappingProblems, parseMapping, REPORT_FIELDS } from './mapping.ts';
import { readRow, type RowResult } from './read-row.ts';
import type { Cells } from './report.ts';

const NOW = Date.UTC(2026, 10, 21);
const cells = (values: Readonly<Record<string, string>>): Cells => new Map(Object.entries(values));
const mapping = (over: Readonly<Record<string, unknown>> = {}): Mapping =>
  Mapping.parse({
    version: 1,
    source: 'test',
    timeFormats: ['ymd', 'excel'],
    ...over,
    fields: {
      occurredAt: { column: '时间' },
      text: { column: '内容' },
      ...(over['fields'] as object),
    },
  });
const row = (values: Readonly<Record<string, string>>, over = {}): RowResult =>
  readRow(mapping(over), cells({ 时间: '2026-11-20 08:00', 内容: '路灯不亮', ...values }), {
    row: 3,
    now: NOW,
    zone: 'Asia/Shanghai',
  });
const report = (values = {}, over = {}) => {
  const result = row(values, over);
  if (!result.ok) throw new Error(result.rejection.code);
  return result.report;
};
const problem = (values = {}, over = {}) => {
  const result = row(values, over);
  return result.ok ? 'accepted' : `${result.rejection.code} ${result.rejection.field}`;
};

describe('readRow', () => {
  test('the least that makes a report', () => {
    expect(report()).toEqual({
      sourceKey: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      occurredAt: Date.UTC(2026, 10, 20),
      title: '路灯不亮',
      text: '路灯不亮',
      reporter: { mode: 'named' },
      channel: 'otherSystem',
      extras: {},
    });
  });

  test('the same row has the same key, another row another', () => {
    expect(report().sourceKey).toBe(report().sourceKey);
    expect(report({ 内容: '井盖' }).sourceKey).not.toBe(report().sourceKey);
  });

  test('values are translated, kept or refused', () => {
    const item = { item: { column: '类', values: { 路灯: '0601001' } } };
    expect(report({ 类: '路灯' }, { fields: item }).itemCode).toBe('0601001');
    expect(report({ 类: '0601002' }, { fields: item }).itemCode).toBe('0601002');
    expect(report({ 类: '别的' }, { fields: item }).itemCode).toBeUndefined();
    const channel = { channel: { column: '渠道', values: { 电话: 'phone' } } };
    expect(report({ 渠道: '电话' }, { fields: channel }).channel).toBe('phone');
    expect(problem({ 渠道: '传真' }, { fields: channel })).toBe('import.row.value channel');
    expect(
      report(
        { 渠道: 'constructor' },
        { fields: { channel: { ...channel.channel, otherwise: 'visit' } } },
      ).channel,
    ).toBe('visit');
  });

  test('constants and templates', () => {
    const fields = { title: { template: '{类}, {地址}' }, channel: { constant: 'wechat' } };
    expect(report({ 类: '路灯', 地址: '新光大道' }, { fields })).toMatchObject({
      title: '路灯, 新光大道',
      channel: 'wechat',
    });
    expect(report({ 类: '路灯', 地址: ' ' }, { fields }).title).toBe('路灯');
  });

  test('coordinates: pairs, systems, unknown, impossible', () => {
    const two = { lng: { column: 'x' }, lat: { column: 'y' } };
    expect(report({ x: '120.96', y: '28.12' }, { fields: two }).point).toEqual({
      lng: 120.96,
      lat: 28.12,
    });
    const shifted = report(
      { x: '120.96', y: '28.12' },
      { fields: two, coordinates: 'gcj02' },
    ).point;
    expect(shifted?.lng).not.toBe(120.96);
    expect(report({ x: '0', y: '0.0' }, { fields: two }).point).toBeUndefined();
    expect(report({ x: '', y: ' ' }, { fields: two }).point).toBeUndefined();
    for (const [x, y] of [
      ['120.96', ''],
      ['east', '28'],
      ['200', '28'],
      ['28', '120'],
    ] as const)
      expect(problem({ x, y }, { fields: two })).toBe('import.row.coordinates lng');
    const one = { point: { column: 'p' } };
    expect(report({ p: '(39.37, -76.6)' }, { fields: one }).point).toEqual({
      lng: 39.37,
      lat: -76.6,
    });
    expect(report({ p: '28.12,120.96' }, { fields: one }).point).toEqual({
      lng: 120.96,
      lat: 28.12,
    });
    expect(problem({ p: 'near the bridge' }, { fields: one })).toBe('import.row.coordinates point');
  });

  test('persons: a phone is kept when it is one, modes are words', () => {
    const fields = {
      reporterName: { column: '人' },
      reporterPhone: { column: '话' },
      reporterMode: { column: '式' },
    };
    expect(report({ 人: '林某', 话: '138-0000 0000', 式: '匿名' }, { fields }).reporter).toEqual({
      name: '林某',
      phone: '13800000000',
      mode: 'anonymous',
    });
    expect(report({ 人: '', 话: '无', 式: '' }, { fields }).reporter).toEqual({ mode: 'named' });
    expect(problem({ 式: '也许' }, { fields })).toBe('import.row.value reporterMode');
    const warningsOf = (phone: string) => {
      const read = row({ 话: phone }, { fields });
      return read.ok ? read.warnings : 'refused';
    };
    expect(report({ 人: '林某', 话: '138oooo' }, { fields }).reporter).toEqual({
      ...{ name: '林某', mode: 'named' },
    });
    expect(warningsOf('138oooo')).toEqual([
      { row: 3, field: 'reporterPhone', code: 'import.row.phone', params: { value: '138oooo' } },
    ]);
    // Nothing was meant to be there.
    for (const none of ['', '无', '不详', '—', 'N/A']) expect(warningsOf(none)).toEqual([]);
  });

  test('what is refused, with its field', () => {
    expect(problem({ 时间: '' })).toBe('import.row.missing occurredAt');
    expect(problem({ 时间: '昨天' })).toBe('import.row.time occurredAt');
    expect(problem({ 时间: '1981-01-01' })).toBe('import.row.time-range occurredAt');
    expect(problem({ 时间: '2027-01-01' })).toBe('import.row.time-range occurredAt');
    expect(problem({ 内容: ' \u0000 ' })).toBe('import.row.missing text');
    expect(problem({ 内容: '长'.repeat(10_001) })).toBe('import.row.too-long text');
  });

  test('never throws, and what it accepts can be stored', () => {
    const fields = Object.fromEntries(REPORT_FIELDS.map((field) => [field, { column: field }]));
    const any = mapping({
      fields,
      keep: ['extra'],
      timeFormats: ['iso', 'ymd', 'mdy', 'excel', 'seconds'],
    });
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '2026-11-20',
        '43524.5',
        '120.96',
        '28',
        'phone',
        '匿名',
        '\ud800',
        '\u0000x',
      ),
    );
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries([...REPORT_FIELDS, 'extra'].map((name) => [name, value]))),
        (values) => {
          const result = readRow(any, cells(values), { row: 1, now: NOW, zone: 'Asia/Shanghai' });
          const text = JSON.stringify(result.ok ? result.report : result.rejection);
          expect(text.includes('\\u0000')).toBe(false);
          if (result.ok) expect(text).not.toMatch(/\\ud[89a-f]/);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('mapping', () => {
  test('unknown keys, zones and fields are named', () => {
    const good = mapping();
    expect(parseMapping(good)).toEqual(good);
    expect(parseMapping({ ...good, colums: 1 })).toHaveProperty('problem');
    expect(parseMapping({ ...good, zone: 'Mars/Olympus' })).toHaveProperty('problem');
    expect(parseMapping({ ...good, fields: { titel: { column: 'x' } } })).toHaveProperty('problem');
    expect(parseMapping(null)).toHaveProperty('problem');
  });

  test('says what keeps it from running', () => {
    const bare = Mapping.parse({ version: 1, source: 's', fields: {}, timeFormats: ['ymd'] });
    expect(mappingProblems(bare, ['a']).map(({ code, field }) => `${code} ${field}`)).toEqual([
      'import.unmapped text',
      'import.unmapped occurredAt',
    ]);
    expect(mappingProblems(mapping(), ['时间']).map(({ params }) => params)).toEqual([
      { column: '内容' },
    ]);
  });
});

describe('guessMapping', () => {
  const guess = (
    headers: readonly string[],
    rows: readonly Readonly<Record<string, string>>[],
    country = 'CN',
  ) => guessMapping(headers, rows.map(cells), { sourceName: '/x/citizen messages.JSONL', country });

  test('the citizens’ messages', () => {
    const headers = ['id', 'user', 'subject', 'time', 'detail', 'dislikes', 'likes'];
    const rows = [
      {
        id: '188006',
        user: 'A000102948',
        subject: '婚纱',
        time: '2019/2/28 11:25:05',
        detail: '座落在',
        dislikes: '0',
        likes: '0',
      },
    ];
    expect(guess(headers, rows)).toEqual({
      version: 1,
      source: 'citizen-messages',
      fields: {
        sourceKey: { column: 'id' },
        occurredAt: { column: 'time' },
        title: { column: 'subject' },
        text: { column: 'detail' },
        reporterName: { column: 'user' },
      },
      timeFormats: ['ymd', 'excel'],
      coordinates: 'wgs84',
      channel: 'otherSystem',
      reporterMode: 'named',
      keep: ['dislikes', 'likes'],
    });
  });

  test('the service requests', () => {
    const rows = [
      {
        SRRecordID: '14-1',
        ServiceRequestNum: '14-1',
        SRType: 'TRM-Alleys',
        MethodReceived: 'Phone',
        CreatedDate: '01/31/2014 03:53:10 AM',
        DueDate: '04/01/2014 03:53:10 AM',
        CloseDate: '',
        SRStatus: 'Closed',
        Agency: 'Solid Waste',
        Address: '608 GITTINGS AVE',
        Latitude: '39.37',
        Longitude: '-76.6',
        GeoLocation: '(39.37, -76.6)',
      },
    ];
    const { fields, timeFormats } = guess(Object.keys(rows[0] ?? {}), rows, 'US');
    expect(timeFormats).toEqual(['mdy', 'excel']);
    expect(fields).toMatchObject({
      sourceKey: { column: 'ServiceRequestNum' },
      occurredAt: { column: 'CreatedDate' },
      title: { column: 'SRType' },
      text: { template: '{SRType}, {Address}' },
      item: { column: 'SRType' },
      lng: { column: 'Longitude' },
      lat: { column: 'Latitude' },
      address: { column: 'Address' },
      dueAt: { column: 'DueDate' },
      status: { column: 'SRStatus' },
      unit: { column: 'Agency' },
    });
    expect(fields.channel).toMatchObject({
      column: 'MethodReceived',
      values: { Phone: 'phone', Mail: 'letter' },
    });
  });

  test('a Chinese office’s list', () => {
    const headers = [
      '工单编号',
      '事件标题',
      '诉求内容（必填）',
      '来电时间',
      '联系 电话',
      '事发地址',
      '经度',
      '纬度',
      '事件来源',
      '问题类型',
      '备注',
    ];
    const row = {
      工单编号: '1',
      事件标题: 't',
      '诉求内容（必填）': 'x',
      来电时间: '2026年1月2日 3时4分',
      '联系 电话': '13800000000',
      事发地址: 'a',
      经度: '120.9',
      纬度: '28.1',
      事件来源: '12345热线',
      问题类型: '噪声',
      备注: '',
    };
    const { fields, keep } = guess(headers, [row]);
    expect(
      Object.fromEntries(
        Object.entries(fields).map(([field, rule]) => [
          field,
          'column' in rule ? rule.column : rule,
        ]),
      ),
    ).toEqual({
      sourceKey: '工单编号',
      occurredAt: '来电时间',
      title: '事件标题',
      text: '诉求内容（必填）',
      address: '事发地址',
      lng: '经度',
      lat: '纬度',
      item: '问题类型',
      reporterPhone: '联系 电话',
      channel: '事件来源',
    });
    expect(keep).toEqual(['备注']);
  });

  test('a column that is named like a time but holds none is not one', () => {
    expect(
      guess(['时间', '日期', '内容'], [{ 时间: '白天', 日期: '2026-1-1', 内容: 'x' }]).fields
        .occurredAt,
    ).toEqual({ column: '日期' });
  });

  test('is always a valid mapping, whatever the headers', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 }),
        fc.string(),
        (headers, name) => {
          const made = guessMapping(
            headers,
            [cells(Object.fromEntries(headers.map((header) => [header, '1'])))],
            { sourceName: name, country: 'CN' },
          );
          expect(parseMapping(made)).toEqual(made);
        },
      ),
    );
  });
});
