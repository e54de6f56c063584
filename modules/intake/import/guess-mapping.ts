// Guesses which column means what, from the names people give to columns and from what stands in them.
// A guess is only proposed: on the screen a person confirms it, on the command line it is printed. Pure.
import { isTime, TIME_FORMATS, type TimeFormat } from './local-time.ts';
import type { ColumnRule, Mapping, ReportField } from './mapping.ts';
import { NO_PHONE } from './read-row.ts';
import { MAX_EXTRAS, type Cells } from './report.ts';

/** Names in the order of trust: the first column that bears one of the earlier names wins. */
const NAMES: Readonly<Record<Exclude<ReportField, 'reporterMode'>, readonly string[]>> = {
  sourceKey: [
    '工单编号',
    '事件编号',
    '案件编号',
    '受理编号',
    '信访编号',
    '留言编号',
    '任务号',
    '编号',
    '工单号',
    '单号',
    'servicerequestnum',
    'srrecordid',
    'requestid',
    'servicerequestid',
    'casenumber',
    'caseid',
    'ticketid',
    'uniquekey',
    'number',
    'key',
    'id',
    '流水号',
  ],
  occurredAt: [
    '发生时间',
    '上报时间',
    '受理时间',
    '来电时间',
    '留言时间',
    '登记时间',
    '创建时间',
    '提交时间',
    '反映时间',
    '诉求时间',
    '时间',
    '日期',
    'occurredat',
    'createddate',
    'createdat',
    'opendate',
    'openeddate',
    'reportedat',
    'requesteddatetime',
    'datetime',
    'time',
    'date',
    'timestamp',
  ],
  title: [
    '标题',
    '主题',
    '留言主题',
    '事件标题',
    '工单标题',
    '诉求标题',
    '事由',
    '名称',
    'title',
    'subject',
    'summary',
    'headline',
    'srtype',
    'servicename',
    'requesttype',
  ],
  text: [
    '内容',
    '详情',
    '留言详情',
    '事件描述',
    '问题描述',
    '诉求内容',
    '工单内容',
    '反映内容',
    '主要内容',
    '事件内容',
    '详细描述',
    '描述',
    '正文',
    'text',
    'detail',
    'details',
    'description',
    'content',
    'body',
    'message',
    'comments',
  ],
  address: [
    '事发地址',
    '发生地址',
    '事件地址',
    '详细地址',
    '地址',
    '事发地点',
    '发生地点',
    '地点',
    '位置',
    'address',
    'location',
    'streetaddress',
    'incidentaddress',
  ],
  lng: ['经度', 'longitude', 'lng', 'lon', 'long', 'x坐标', 'x'],
  lat: ['纬度', 'latitude', 'lat', 'y坐标', 'y'],
  point: ['经纬度', '坐标', 'coordinates', 'geolocation', 'latlng', 'lnglat'],
  item: [
    '事项编码',
    '事项代码',
    '类别编码',
    '小类',
    '事项',
    '类别',
    '事件类型',
    '事件类别',
    '问题类型',
    '诉求类型',
    '类型',
    '分类',
    'itemcode',
    'item',
    'category',
    'srtype',
    'servicecode',
    'complainttype',
    'type',
  ],
  reporterName: [
    '反映人',
    '来电人',
    '上报人',
    '报告人',
    '诉求人',
    '信访人',
    '投诉人',
    '联系人',
    '姓名',
    '留言用户',
    '用户',
    '网友',
    'reporter',
    'caller',
    'name',
    'user',
    'username',
  ],
  reporterPhone: [
    '联系电话',
    '来电号码',
    '电话号码',
    '手机号',
    '手机',
    '联系方式',
    '电话',
    'phone',
    'phonenumber',
    'mobile',
    'tel',
    'telephone',
  ],
  channel: [
    '来源',
    '事件来源',
    '渠道',
    '上报渠道',
    '来源渠道',
    'source',
    'channel',
    'methodreceived',
    'origin',
  ],
  dueAt: [
    '办结期限',
    '截止时间',
    '处置时限',
    '要求办结时间',
    'duedate',
    'dueat',
    'due',
    'deadline',
  ],
  closedAt: [
    '办结时间',
    '结案时间',
    '完成时间',
    'closedate',
    'closeddate',
    'closedat',
    'resolvedat',
  ],
  status: ['状态', '办理状态', '事件状态', '工单状态', 'srstatus', 'status', 'state'],
  unit: [
    '承办单位',
    '处置部门',
    '责任单位',
    '主办单位',
    '受理部门',
    '部门',
    'agency',
    'department',
    'responsibleagency',
    'agencyresponsible',
  ],
};

/** What sources call their channels. */
export const CHANNEL_VALUES: Readonly<Record<string, string>> = {
  网格: 'gridWorker',
  网格上报: 'gridWorker',
  网格员: 'gridWorker',
  网格员上报: 'gridWorker',
  '12345': 'hotline12345',
  '12345热线': 'hotline12345',
  热线: 'hotline12345',
  政务热线: 'hotline12345',
  '110': 'police110',
  '110警情': 'police110',
  '110非警务': 'police110',
  电话: 'phone',
  来电: 'phone',
  Phone: 'phone',
  phone: 'phone',
  来访: 'visit',
  走访: 'visit',
  来信: 'letter',
  信件: 'letter',
  Mail: 'letter',
  Email: 'letter',
  微信: 'wechat',
  微信群: 'wechat',
  上级交办: 'assignedAbove',
  领导批示: 'leaderNote',
  群众上报: 'citizen',
  群众: 'citizen',
  网络: 'citizen',
  网友留言: 'citizen',
  Web: 'citizen',
  App: 'citizen',
  Internal: 'gridWorker',
  物联感知: 'sensor',
  视频: 'video',
};

export type GuessContext = Readonly<{
  /** Becomes the name of the source, e.g. the file's name. */
  sourceName: string;
  country: string;
}>;

/** Proposes a mapping for a file with these headers and first rows. Always a valid mapping. */
export function guessMapping(
  headers: readonly string[],
  sampleRows: readonly Cells[],
  { sourceName, country }: GuessContext,
): Mapping {
  const taken = new Map<ReportField, string>();
  const used = new Set<string>();
  const byName = new Map<string, string>();
  for (const header of headers) if (!byName.has(plain(header))) byName.set(plain(header), header);
  const filled = (header: string) =>
    sampleRows.length === 0 || sampleRows.some((row) => (row.get(header) ?? '').trim() !== '');

  for (const [field, names] of Object.entries(NAMES) as [ReportField, readonly string[]][]) {
    const fits = FITS[field];
    const found = names
      .map((candidate) => byName.get(candidate))
      .find(
        (header) =>
          header !== undefined &&
          filled(header) &&
          (!used.has(header) || field === 'item') &&
          (!fits || mostly(sampleRows, header, fits)),
      );
    if (found === undefined) continue;
    taken.set(field, found);
    used.add(found);
  }
  if (taken.has('lng') && taken.has('lat')) taken.delete('point');

  const fields: Partial<Record<ReportField, ColumnRule>> = {};
  for (const [field, column] of taken) fields[field] = { column };
  addWords(fields, taken);
  if (fields.channel && 'column' in fields.channel)
    fields.channel = { ...fields.channel, values: { ...CHANNEL_VALUES }, otherwise: 'otherSystem' };
  const timeColumns = [taken.get('occurredAt'), taken.get('dueAt'), taken.get('closedAt')];
  return {
    version: 1,
    source: sourceSlug(sourceName),
    fields,
    timeFormats: guessTimeFormats(sampleRows, timeColumns, country),
    coordinates: 'wgs84',
    channel: 'otherSystem',
    reporterMode: 'named',
    keep: headers.filter((header) => !used.has(header)).slice(0, MAX_EXTRAS),
  };
}

/** A file of typed requests has no words of its own: kind and address make them. */
function addWords(
  fields: Partial<Record<ReportField, ColumnRule>>,
  taken: ReadonlyMap<ReportField, string>,
): void {
  if (fields.text || !taken.has('title')) return;
  const pieces = [taken.get('title'), taken.get('address')].filter((piece) => piece !== undefined);
  if (pieces.some((piece) => /[{}]/.test(piece))) return;
  fields.text = { template: pieces.map((piece) => `{${piece}}`).join(', ') };
}

const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));
const isAnyTime = (text: string) => TIME_FORMATS.some((format) => isTime(text, format));
const FITS: Partial<Record<ReportField, (text: string) => boolean>> = {
  lng: (text) => isNumber(text) && Math.abs(Number(text)) <= 180,
  lat: (text) => isNumber(text) && Math.abs(Number(text)) <= 90,
  occurredAt: isAnyTime,
  dueAt: isAnyTime,
  closedAt: isAnyTime,
  // What says that there is none is in its right place; one that cannot be read is told row by row.
  reporterPhone: (text) => /^[+\d][\d\s()-]{4,24}$/.test(text.trim()) || NO_PHONE.test(text.trim()),
};

function mostly(rows: readonly Cells[], header: string, fits: (text: string) => boolean): boolean {
  const texts = rows.map((row) => row.get(header) ?? '').filter((text) => text.trim() !== '');
  return texts.filter(fits).length * 2 >= texts.length;
}

/** Every format that some sampled time needs, the most frequent first. */
function guessTimeFormats(
  rows: readonly Cells[],
  columns: readonly (string | undefined)[],
  country: string,
): TimeFormat[] {
  const texts = columns.flatMap((column) =>
    column === undefined ? [] : rows.map((row) => row.get(column)?.trim() ?? '').filter(Boolean),
  );
  const dayFirst = texts.some((text) => isTime(text, 'dmy') && !isTime(text, 'mdy'));
  const monthFirst = texts.some((text) => isTime(text, 'mdy') && !isTime(text, 'dmy'));
  const usual: TimeFormat = monthFirst || (!dayFirst && country === 'US') ? 'mdy' : 'dmy';
  const order: TimeFormat[] = ['iso', 'ymd', usual, 'milliseconds', 'seconds'];
  const count = (format: TimeFormat) => texts.filter((text) => isTime(text, format)).length;
  const found = order.filter((format) => count(format) > 0).sort((a, b) => count(b) - count(a));
  // Spreadsheets turn some times of a column into day numbers; a sample need not show it.
  return [...(found.length > 0 ? found : (['ymd', 'iso'] as const)), 'excel'];
}

/** Case, spaces, brackets and underscores tell nothing about a column. */
function plain(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[（(【[].*?[)）\]】]/g, '')
    .replace(/[\s_\-*:：./]/g, '');
}

function sourceSlug(fileName: string): string {
  const slug = fileName
    .replace(/^.*[/\\]/, '')
    .replace(/\.\w{1,8}$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return slug === '' ? 'import' : slug;
}

/** How a county's own scheme of kinds is translated into our catalogue. */
export type ItemTranslation = Readonly<{
  /** The column that names the kind. */
  field: string;
  values: Readonly<Record<string, string>>;
  otherwise?: string;
}>;

/** Adds the county's translation to a mapping that reads items from that very column and has none yet. */
export function translateItems(
  mapping: Mapping,
  { field, values, otherwise }: ItemTranslation,
): Mapping {
  const rule = mapping.fields.item;
  if (!rule || !('column' in rule) || rule.column !== field || rule.values) return mapping;
  const item = {
    ...rule,
    values: { ...values },
    ...(otherwise === undefined ? {} : { otherwise }),
  };
  return { ...mapping, fields: { ...mapping.fields, item } };
}
