// Files as tables: the three formats, their encodings, and what a broken or hostile file does.
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Refused } from '#platform/errors/index.ts';
import { bufferSource } from './byte-source.ts';
import { MAX_CELL_CHARACTERS, MAX_COLUMNS } from './report.ts';
import { openTable } from './table.ts';

async function read(bytes: Buffer | string, pieceBytes = 7, fileName = 'calls') {
  const table = await openTable(bufferSource(Buffer.from(bytes), pieceBytes), fileName);
  const rows = [];
  for await (const row of table.rows())
    rows.push(row.cells ? [...row.cells.values()] : row.problem.code);
  const { format, encoding, delimiter, headers } = table;
  return { format, encoding, delimiter, headers, rows };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  );

/** 编号,内容 / 1,路灯不亮 in GBK. */
const GBK = Buffer.from('b1e0bac52cc4dac8dd0a312cc2b7b5c6b2bbc1c10a', 'hex');

describe('CSV', () => {
  test.each([
    ['UTF-8', Buffer.from('编号,内容\n1,路灯不亮\n'), 'utf-8'],
    ['UTF-8 with mark', Buffer.from('\ufeff编号,内容\r\n1,路灯不亮\r\n'), 'utf-8'],
    ['UTF-16', Buffer.from('\ufeff编号,内容\n1,路灯不亮\n', 'utf16le'), 'utf-16le'],
    ['GB18030', GBK, 'gb18030'],
  ])('in %s', async (_name, bytes, encoding) => {
    expect(await read(bytes)).toEqual({
      format: 'csv',
      encoding,
      delimiter: ',',
      headers: ['编号', '内容'],
      rows: [['1', '路灯不亮']],
    });
  });

  test('a Chinese character after pages of digits still decides the encoding', async () => {
    const digits = Buffer.from('编号,内容\n'.replace(/[^\n,]/g, 'x') + '1,2\n'.repeat(30_000));
    const { encoding, rows } = await read(
      Buffer.concat([digits, Buffer.from('392cc2b7b5c60a', 'hex')]),
      65_536,
    );
    expect([encoding, rows.at(-1)]).toEqual(['gb18030', ['9', '路灯']]);
  });

  test('GB18030 whose character of four bytes breaks off, wherever the file is cut', async () => {
    const broken = Buffer.concat([GBK, Buffer.from('322c8130410a', 'hex')]);
    for (let piece = 1; piece <= broken.length; piece++)
      expect((await read(broken, piece)).rows).toEqual([
        ['1', '路灯不亮'],
        ['2', '�0A'],
      ]);
  });

  test.each([[','], [';'], ['\t'], ['|']])('cut by %j', async (delimiter) => {
    const text = ['a', 'b', 'c'].join(delimiter) + '\n' + ['1', '"x,y;z"', '3'].join(delimiter);
    const { delimiter: found, rows } = await read(text);
    expect([found, rows]).toEqual([delimiter, [['1', 'x,y;z', '3']]]);
  });

  test('quoted line breaks, short and long rows, empty rows, titles above the header', async () => {
    const { headers, rows } = await read(
      '2026年事件统计表\n\nid,text,id,\n1,"first\nsecond ""quoted""",x\n\n,,\n2\n3,a,b,c,d\n4,a,b,,,\n',
    );
    expect(headers).toEqual(['id', 'text', 'id (2)']);
    expect(rows).toEqual([
      ['1', 'first\nsecond "quoted"', 'x'],
      ['2', '', ''],
      'import.row.cells',
      ['4', 'a', 'b'],
    ]);
  });

  test('an unclosed quotation mark ends the reading where it stands', async () => {
    expect(await codeOf(read('a,b\n1,2\n3,"4\n5,6\n'))).toBe('import.broken-csv');
  });

  test('limits', async () => {
    expect(await codeOf(read('a,'.repeat(MAX_COLUMNS + 1)))).toBe('import.too-many-columns');
    const long = 'x'.repeat(MAX_CELL_CHARACTERS + 1);
    expect((await read(`a,b\n1,${long}\n2,ok\n`, 65_536)).rows).toEqual([
      'import.row.too-long',
      ['2', 'ok'],
    ]);
    const swallowed = `a,b\n1,"${'x,y\n'.repeat(300_000)}`;
    expect(await codeOf(read(swallowed, 65_536))).toBe('import.broken-csv');
  });
});

describe('JSON', () => {
  test('one object a line; broken lines are told, the others read', async () => {
    const text =
      '{"id":1,"at":{"lat":28.1,"lng":120.9},"tags":["a"],"none":null}\n\nnot json\n[1]\n{"id":2}';
    expect(await read(text)).toMatchObject({
      format: 'jsonl',
      headers: ['id', 'at.lat', 'at.lng', 'tags', 'none'],
      rows: [['1', '28.1', '120.9', '["a"]', ''], 'import.row.json', 'import.row.json', ['2']],
    });
  });

  test('one array, in any layout', async () => {
    const array = [
      { id: 'a{[', text: 'x"]}' },
      { id: '二', list: [{ deep: [1] }] },
    ];
    for (const space of [undefined, 2])
      expect((await read(JSON.stringify(array, null, space), 3)).rows).toEqual([
        ['a{[', 'x"]}'],
        ['二', '[{"deep":[1]}]'],
      ]);
  });

  test('an array that breaks off is refused after the rows before it', async () => {
    expect(await codeOf(read('[{"a":1},{"a":2'))).toBe('import.broken-json');
    expect(await codeOf(read('[{"a":1} x {"a":2}]'))).toBe('import.broken-json');
  });

  test('a nameless key is a column, and two keys that would look the same are two', async () => {
    const long = '长'.repeat(199);
    const { rows, headers } = await read(
      JSON.stringify({ '': 1, ' ': 2, a: 3, 'a\u0000': 4, [`${long}甲乙`]: 5, [`${long}甲丙`]: 6 }),
    );
    const cut = [`${long}甲`, `${long.slice(0, 196)} (2)`];
    expect(headers).toEqual(['列', '列 (2)', 'a', 'a (2)', ...cut]);
    expect(rows).toEqual([['1', '2', '3', '4', '5', '6']]);
  });

  test('keys that mean something to JavaScript are just columns', async () => {
    const { rows, headers } = await read('{"__proto__":"x","constructor":"y"}');
    expect([headers, rows]).toEqual([['__proto__', 'constructor'], [['x', 'y']]]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

async function workbook(
  fill: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void,
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  fill(book.addWorksheet('数据'), book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

describe('XLSX', () => {
  test('texts, numbers, dates, formulas, gaps, rich text, a title row', async () => {
    const bytes = await workbook((sheet) => {
      sheet.addRow(['乐清市事件表']);
      sheet.addRow(['编号', '内容', '时间', '经度', '合计', '备注']);
      const row = sheet.addRow([
        330382000001,
        '路灯 <不亮> & "坏"',
        new Date('2026-11-21T09:30:00Z'),
        120.96,
      ]);
      row.getCell(5).value = { formula: '1+1', result: 2 };
      sheet.getRow(6).getCell(2).value = {
        richText: [{ text: '井盖' }, { text: '缺失', font: { bold: true } }],
      };
      sheet.getRow(6).getCell(6).value = true;
    });
    expect(await read(bytes, 500)).toMatchObject({
      format: 'xlsx',
      headers: ['编号', '内容', '时间', '经度', '合计', '备注'],
      rows: [
        ['330382000001', '路灯 <不亮> & "坏"', '2026-11-21 09:30:00', '120.96', '2', ''],
        ['', '井盖缺失', '', '', '', 'true'],
      ],
    });
  });

  test('the first visible sheet', async () => {
    const bytes = await workbook((sheet, book) => {
      sheet.state = 'hidden';
      sheet.addRow(['hidden', 'x']);
      book.addWorksheet('shown').addRows([
        ['a', 'b'],
        [1, 2],
      ]);
    });
    expect((await read(bytes)).headers).toEqual(['a', 'b']);
  });

  test('another ZIP, an old workbook, a cut one', async () => {
    const bytes = await workbook((sheet) =>
      sheet.addRows([
        ['a', 'b'],
        [1, 2],
      ]),
    );
    expect(await codeOf(read(zip({ 'word/document.xml': '<a/>' })))).toBe('import.unknown-format');
    expect(await codeOf(read(bytes.subarray(0, bytes.length - 40)))).toBe('import.broken-xlsx');
    expect(await codeOf(read(Buffer.from('d0cf11e0a1b11ae1', 'hex')))).toBe('import.old-excel');
  });

  test('bombs: shared texts, columns, entities', async () => {
    const sheet = '<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>';
    const book = '<workbook><sheets><sheet r:id="x"/></sheets></workbook>';
    const bomb = `<sst>${`<si><t>${'0'.repeat(32_000)}</t></si>`.repeat(3_200)}</sst>`;
    const parts = { 'xl/workbook.xml': book, 'xl/worksheets/sheet1.xml': sheet };
    const packed = zip({ ...parts, 'xl/sharedStrings.xml': bomb });
    expect(packed.length).toBeLessThan(1_000_000);
    expect(await codeOf(read(packed, 65_536))).toBe('import.xlsx-bomb');
    const far = sheet.replace('<c t="s"><v>0</v></c>', '<c r="XFD1"><v>1</v></c>');
    expect(await codeOf(read(zip({ ...parts, 'xl/worksheets/sheet1.xml': far })))).toBe(
      'import.too-many-columns',
    );
    const entities = `<!DOCTYPE x [<!ENTITY a "aaaa">]>${sheet}`;
    expect(await codeOf(read(zip({ ...parts, 'xl/worksheets/sheet1.xml': entities })))).toBe(
      'import.broken-xlsx',
    );
  });
});

test('mutated files of every format are read or refused, never anything else', async () => {
  const seeds = [
    Buffer.from('编号,内容,时间\n1,"路灯, 不亮",2026-1-1\n2,井盖,2026-1-2\n'),
    GBK,
    Buffer.from('{"id":1,"text":"路灯"}\n{"id":2,"at":{"lat":1}}\n'),
    Buffer.from('[{"id":1},{"id":"二","x":[1,{"y":2}]}]'),
    await workbook((sheet) =>
      sheet.addRows([
        ['编号', '内容'],
        [1, '路灯'],
        [new Date(0), 'x'],
      ]),
    ),
    zip(
      {
        'xl/workbook.xml': '<workbook><sheets><sheet r:id="x"/></sheets></workbook>',
        'xl/worksheets/sheet1.xml':
          '<worksheet><sheetData><row><c t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>1</v></c></row></sheetData></worksheet>',
      },
      0,
    ),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(100_000), fc.nat(255)), { minLength: 1, maxLength: 12 }),
      fc.nat(100_000),
      async (seed, changes, cut) => {
        const bytes = Buffer.from(cut % 4 === 0 ? seed.subarray(0, (cut % seed.length) + 1) : seed);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        expect(await codeOf(read(bytes, 50))).toMatch(/^(read|import\.[a-z-]+)$/);
      },
    ),
    { numRuns: 600 },
  );
}, 30_000);

/** A ZIP of these texts; `method` 8 packs, 0 stores. */
function zip(files: Readonly<Record<string, string>>, method: 0 | 8 = 8): Buffer {
  const [local, central]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = method === 8 ? deflateRawSync(text) : Buffer.from(text);
    const head = Buffer.alloc(30);
    head.write('PK\u0003\u0004', 0, 'latin1');
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.write('PK\u0001\u0002', 0, 'latin1');
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    local.push(head, Buffer.from(name), data);
    central.push(entry, Buffer.from(name));
    at += 30 + name.length + data.length;
  }
  const contents = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(contents.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, contents, end]);
}

test('what its name promises and its content is not is refused by what it is', async () => {
  const text = '编号,内容\n1,路灯不亮\n';
  expect(await codeOf(read(text, 7, '台账.XLSX'))).toBe('import.not-workbook');
  expect(await codeOf(read('<table><tr><td>编号</td></tr></table>', 7, '台账.xls'))).toBe(
    'import.web-page',
  );
  expect(await codeOf(read('%PDF-1.4\n1 0 obj\n', 7, '台账.pdf'))).toBe('import.unknown-format');
  expect((await read(text, 7, '台账.csv')).rows).toEqual([['1', '路灯不亮']]);
});
