// Why a file, a mapping or a row was not taken.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const IMPORT_REFUSALS = {
  'import.not-allowed': {
    status: 403,
    zh: '您的岗位没有批量导入权限。',
    en: 'Your post may not import.',
  },
  'import.not-found': { status: 404, zh: '没有这次导入。', en: 'There is no such import.' },
  'import.no-file': {
    status: 400,
    zh: '请求中没有文件（multipart/form-data，字段 file）。',
    en: 'The request holds no file (multipart/form-data, field "file").',
  },
  'import.file-missing': {
    status: 422,
    zh: '找不到或无法读取文件 {file}。',
    en: 'The file {file} does not exist or cannot be read.',
  },
  'import.file-gone': {
    status: 410,
    zh: '上传的文件已按期限清除，请重新上传。',
    en: 'The uploaded file has been cleared; please upload it again.',
  },
  'import.empty': { status: 422, zh: '文件里没有数据。', en: 'The file holds no data.' },
  'import.too-large': {
    status: 413,
    zh: '文件过大：最大 {limit} MB，请拆分后导入。',
    en: 'The file is too large: at most {limit} MB; please split it.',
  },
  'import.unknown-format': {
    status: 415,
    zh: '无法识别文件格式。可导入 CSV、JSONL（或 JSON 数组）、XLSX。',
    en: 'The format is not recognised. CSV, JSONL (or a JSON array) and XLSX can be imported.',
  },
  'import.old-excel': {
    status: 415,
    zh: '这是旧版 Excel（.xls）文件，请另存为 .xlsx 或 CSV。',
    en: 'This is an old Excel file (.xls); please save it as .xlsx or CSV.',
  },
  'import.not-workbook': {
    status: 415,
    zh: '文件名是 {name}，内容却不是 Excel 工作簿。请在 Excel 中另存为 .xlsx；如果本来就是文本，请把扩展名改为 .csv。',
    en: 'The file is named {name} but is no Excel workbook. Save it as .xlsx in Excel; if it is text, name it .csv.',
  },
  'import.web-page': {
    status: 415,
    zh: '这是网页（HTML 或 XML）文件，不是表格。请用 Excel 打开后另存为 .xlsx 或 CSV。',
    en: 'This is a web page (HTML or XML), not a table. Open it in Excel and save it as .xlsx or CSV.',
  },
  'import.too-many-columns': {
    status: 422,
    zh: '列数过多：最多 {limit} 列。',
    en: 'Too many columns: at most {limit}.',
  },
  'import.too-many-rows': {
    status: 422,
    zh: '行数过多：最多 {limit} 行，请拆分后导入。',
    en: 'Too many rows: at most {limit}; please split the file.',
  },
  'import.broken-csv': {
    status: 422,
    zh: '第 {row} 行之后 CSV 的引号没有闭合，后面的内容无法读取。',
    en: 'After row {row} a quotation mark of the CSV is never closed; what follows cannot be read.',
  },
  'import.broken-json': {
    status: 422,
    zh: '第 {row} 行之后的 JSON 无法读取。',
    en: 'The JSON after row {row} cannot be read.',
  },
  'import.broken-xlsx': {
    status: 422,
    zh: '表格文件已损坏，无法打开。',
    en: 'The workbook is damaged and cannot be opened.',
  },
  'import.xlsx-bomb': {
    status: 422,
    zh: '表格文件解压后过大。请另存为 CSV 后导入。',
    en: 'The workbook expands to too much. Please save it as CSV and import that.',
  },
  'import.mapping-file': {
    status: 422,
    zh: '字段对应（mapping）不正确：{reason}',
    en: 'The mapping is not correct: {reason}',
  },
  'import.unmapped': {
    status: 422,
    zh: '没有指定“{field}”来自哪一列。',
    en: 'No column is named for "{field}".',
  },
  'import.no-such-column': {
    status: 422,
    zh: '文件里没有列“{column}”。',
    en: 'The file has no column "{column}".',
  },
  'import.county-needed': {
    status: 422,
    zh: '您在多个县（市、区）有岗位，请选择导入到哪一个。',
    en: 'You have posts in several counties; choose the one to import into.',
  },
  'import.running-elsewhere': {
    status: 409,
    zh: '这个文件正在被另一个进程导入。',
    en: 'This file is being imported by another process.',
  },
  'import.not-ready': {
    status: 409,
    zh: '导入正在进行或已经完成。',
    en: 'The import is under way or finished.',
  },
  'import.too-many-runs': {
    status: 429,
    zh: '已有 {limit} 个导入在进行，请稍后再试。',
    en: '{limit} imports are under way; please try again later.',
  },
  'import.no-rejects': {
    status: 404,
    zh: '没有被退回的行。',
    en: 'No row was rejected.',
  },
  // Of single rows.
  'import.row.missing': { status: 422, zh: '“{field}”为空。', en: '"{field}" is empty.' },
  'import.row.time': {
    status: 422,
    zh: '无法识别时间“{value}”。',
    en: 'The time "{value}" is not understood.',
  },
  'import.row.time-range': {
    status: 422,
    zh: '时间“{value}”在未来或早于 {year} 年。',
    en: 'The time "{value}" lies in the future or before {year}.',
  },
  'import.row.coordinates': {
    status: 422,
    zh: '坐标“{value}”不是有效的经纬度。',
    en: 'The coordinates "{value}" are not a longitude and latitude.',
  },
  'import.row.too-long': {
    status: 422,
    zh: '“{field}”过长：最多 {limit} 个字符。',
    en: '"{field}" is too long: at most {limit} characters.',
  },
  'import.row.value': {
    status: 422,
    zh: '“{field}”的取值“{value}”没有对应关系。',
    en: 'The value "{value}" of "{field}" has no counterpart in the mapping.',
  },
  'import.row.cells': {
    status: 422,
    zh: '单元格比表头多（{cells} 个，表头 {columns} 列）。',
    en: 'More cells than headers ({cells} for {columns}).',
  },
  'import.row.json': {
    status: 422,
    zh: '这一行不是有效的 JSON 对象。',
    en: 'This line is not a JSON object.',
  },
  'import.row.repeated': {
    status: 422,
    zh: '编号与第 {first} 行相同，内容却不同。',
    en: 'Has the key of row {first} and says something else.',
  },
  // Of rows that are taken all the same, or once.
  'import.row.phone': {
    status: 422,
    zh: '电话“{value}”无法识别，没有导入；其余内容照常导入。',
    en: 'The phone "{value}" is not understood and was left out; the rest of the row is taken.',
  },
  'import.row.same': {
    status: 422,
    zh: '与第 {first} 行相同，只导入一次。',
    en: 'Says the same as row {first}; it is taken once.',
  },
  'import.row.not-accepted': {
    status: 422,
    zh: '受理时被退回：{reason}',
    en: 'Refused by intake: {reason}',
  },
} as const satisfies Record<string, RefusalText>;

export type ImportRefusal = keyof typeof IMPORT_REFUSALS;
