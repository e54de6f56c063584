// Which column means what: the file `--mapping` and what the browser sends. Pure.
import { z } from 'zod';
import { REPORTER_MODES, SOURCES } from '#modules/incident/contract.ts';
import { TIME_FORMATS } from './local-time.ts';
import { MAX_COLUMN_NAME_CHARACTERS } from './report.ts';

/** The meanings that a column can have. */
export const REPORT_FIELDS = [
  'sourceKey', // 编号
  'occurredAt', // 时间
  'title', // 标题
  'text', // 内容
  'address', // 地址
  'lng', // 经度
  'lat', // 纬度
  'point', // 经纬度 in one cell: "120.96,28.12"
  'item', // 类别
  'reporterName',
  'reporterPhone',
  'reporterMode', // 实名/保密/匿名
  'channel', // 来源
  'dueAt',
  'closedAt',
  'status',
  'unit', // 承办单位
] as const;
export type ReportField = (typeof REPORT_FIELDS)[number];

const name = z.string().min(1).max(MAX_COLUMN_NAME_CHARACTERS);
/** Kinds of a city's own scheme: Baltimore has 212 in use. */
const VALUES_MAX = 3_000;
const values = z
  .record(z.string().max(200), z.string().max(200))
  .refine((map) => Object.keys(map).length <= VALUES_MAX, {
    message: `最多 ${VALUES_MAX} 个对应值 / at most ${VALUES_MAX} values`,
  });

export const ColumnRule = z.union([
  /** The cell of a column; `values` translates it, `otherwise` stands for whatever is not listed. */
  z.strictObject({
    column: name,
    values: values.optional(),
    otherwise: z.string().max(200).optional(),
  }),
  /** Cells woven into a text: `{SRType}, {Address}`. */
  z.strictObject({ template: z.string().min(1).max(500) }),
  /** The same for every row. */
  z.strictObject({ constant: z.string().max(500) }),
]);
export type ColumnRule = z.infer<typeof ColumnRule>;

export const Mapping = z.strictObject({
  version: z.literal(1),
  /** Names the source: with the source key it makes a report unique in its county. */
  source: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  fields: z.partialRecord(z.enum(REPORT_FIELDS), ColumnRule),
  timeFormats: z.array(z.enum(TIME_FORMATS)).min(1).max(TIME_FORMATS.length),
  /** IANA zone of times without one; the county's by default. */
  zone: z.string().max(64).refine(isZone, { message: '未知时区 / unknown time zone' }).optional(),
  coordinates: z.enum(['cgcs2000', 'wgs84', 'gcj02', 'bd09']).default('wgs84'),
  /** Where no column says: */
  channel: z.enum(SOURCES).default('otherSystem'),
  reporterMode: z.enum(REPORTER_MODES).default('named'),
  /** Columns kept beside the report as they are. */
  keep: z.array(name).max(40).default([]),
});
export type Mapping = z.infer<typeof Mapping>;

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Reads a mapping; a problem comes back as a sentence. */
export function parseMapping(value: unknown): Mapping | { problem: string } {
  const parsed = Mapping.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim() };
}

/** The columns that a rule reads. */
export function columnsOf(rule: ColumnRule): string[] {
  if ('column' in rule) return [rule.column];
  if ('template' in rule)
    return [...rule.template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
  return [];
}
export const PLACEHOLDER = /\{([^{}]+)\}/g;

export type MappingProblem = Readonly<{
  code: 'import.unmapped' | 'import.no-such-column';
  field: string;
  params: Readonly<Record<string, string>>;
}>;

/** What stands between a mapping and a run on a file with these headers; none: it can run. */
export function mappingProblems(mapping: Mapping, headers: readonly string[]): MappingProblem[] {
  const { fields } = mapping;
  const problems: MappingProblem[] = [];
  if (!fields.title && !fields.text)
    problems.push({ code: 'import.unmapped', field: 'text', params: { field: '内容' } });
  if (!fields.occurredAt)
    problems.push({ code: 'import.unmapped', field: 'occurredAt', params: { field: '时间' } });
  const known = new Set(headers);
  for (const [field, rule] of Object.entries(fields)) {
    for (const column of columnsOf(rule)) {
      if (!known.has(column))
        problems.push({ code: 'import.no-such-column', field, params: { column } });
    }
  }
  return problems;
}
