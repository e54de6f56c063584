// Small files of every import format, good before they are spoilt.
import excel from 'exceljs';

const HEADERS = ['工单编号', '受理时间', '标题', '内容', '地址', '电话', '经度', '纬度'];
const ROWS = [
  ['A-1', '2026-11-20 08:30', '垃圾满溢', '柳市镇薛宅村垃圾桶满溢，请清运', '柳市镇薛宅村', '13800000001', '120.95', '28.05'],
  ['A-2', '2026/11/20 9:05', '路灯不亮', '新光大道路灯不亮，"晚上"看不见', '新光大道', '', '', ''],
  ['A-3', '', '噪音', '楼下KTV深夜吵闹,影响休息\n第二行', '', '57712345', '999', 'x'],
]; // prettier-ignore

export async function importFiles(): Promise<
  readonly Readonly<{ name: string; bytes: Uint8Array }>[]
> {
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const csv = [HEADERS, ...ROWS].map((row) => row.map(quoted).join(',')).join('\r\n');
  const records = ROWS.map((row) => Object.fromEntries(HEADERS.map((name, at) => [name, row[at]])));
  const jsonl = records.map((record) => JSON.stringify(record)).join('\n');
  const book = new excel.Workbook();
  const sheet = book.addWorksheet('工单');
  for (const row of [HEADERS, ...ROWS]) sheet.addRow(row);
  const xlsx = new Uint8Array(await book.xlsx.writeBuffer());
  return [
    { name: 'a.csv', bytes: Buffer.from(csv) },
    { name: 'b.csv', bytes: Buffer.from(`\ufeff${csv.replaceAll(',', ';')}`) },
    { name: 'c.jsonl', bytes: Buffer.from(jsonl) },
    { name: 'd.json', bytes: Buffer.from(JSON.stringify(records)) },
    { name: 'e.xlsx', bytes: xlsx },
  ];
}
