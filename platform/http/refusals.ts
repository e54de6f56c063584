// What the HTTP door itself refuses, before any module is asked.
import type { RefusalText } from './refusal-text.ts';

export const HTTP_REFUSALS = {
  'http.invalid-input': {
    status: 400,
    zh: '提交的内容有误：{reason}',
    en: 'The input is not valid: {reason}',
  },
  'http.invalid-value': {
    status: 400,
    zh: '提交的内容中有无法保存的值，请检查后重试',
    en: 'The input contains a value that cannot be stored; please check it',
  },
  'http.invalid-json': {
    status: 400,
    zh: '请求内容不是有效的 JSON',
    en: 'The body is not valid JSON',
  },
  'http.broken-form': {
    status: 400,
    zh: '上传的内容不完整，或者不是有效的表单（multipart/form-data），请重新上传',
    en: 'The upload breaks off or is not a valid form (multipart/form-data); send it again',
  },
  'http.empty-body': { status: 400, zh: '请求内容为空', en: 'The body is empty' },
  'http.bad-request': { status: 400, zh: '请求格式有误', en: 'The request is malformed' },
  'http.invalid-cursor': {
    status: 400,
    zh: '翻页位置已失效，请从第一页重新查询',
    en: 'This page position is no longer valid; start again from the first page',
  },
  'http.not-found': { status: 404, zh: '没有这个地址', en: 'There is nothing at this address' },
  'http.timeout': {
    status: 408,
    zh: '请求发送超时，请重试',
    en: 'The request took too long to arrive',
  },
  'http.too-large': {
    status: 413,
    zh: '提交的内容过大（上限 {limit}）',
    en: 'The body is too large (limit {limit})',
  },
  'http.address-too-long': { status: 414, zh: '请求地址过长', en: 'The address is too long' },
  'http.unsupported-media': {
    status: 415,
    zh: '不支持这种内容类型，请使用 application/json',
    en: 'This content type is not supported; use application/json',
  },
  'http.headers-too-large': { status: 431, zh: '请求头过大', en: 'The headers are too large' },
  'http.cross-site': {
    status: 403,
    zh: '请求不是从本系统页面发出的，已拒绝',
    en: 'The request did not come from this application’s own pages',
  },
  'http.invalid-idempotency-key': {
    status: 400,
    zh: 'Idempotency-Key 须为 1 至 200 个可见 ASCII 字符',
    en: 'Idempotency-Key must be 1 to 200 visible ASCII characters',
  },
  'http.idempotency-key-reused': {
    status: 422,
    zh: '该 Idempotency-Key 已用于另一个不同的请求',
    en: 'This Idempotency-Key was used for a different request',
  },
  'http.still-running': {
    status: 409,
    zh: '相同的请求正在处理中，请稍候',
    en: 'The same request is still being worked on',
  },
  'http.overloaded': {
    status: 429,
    zh: '系统繁忙，请稍后重试',
    en: 'The server is busy; please try again shortly',
  },
  'http.too-many-requests': {
    status: 429,
    zh: '操作过于频繁，请 {seconds} 秒后重试',
    en: 'Too many requests; try again in {seconds} s',
  },
  'http.too-many-streams': {
    status: 429,
    zh: '实时连接数已达上限，请关闭多余的页面',
    en: 'Too many live connections; close some pages',
  },
  'http.unavailable': {
    status: 503,
    zh: '服务暂时不可用，请稍后重试',
    en: 'The service is not available for the moment; please try again',
  },
  'http.database-away': {
    status: 503,
    zh: '数据库正在恢复，请稍后重试',
    en: 'The database is recovering; please try again in a moment',
  },
  'http.internal': {
    status: 500,
    zh: '系统出现内部错误，已记录；如需协助请提供编号 {requestId}',
    en: 'An internal error has been recorded; quote {requestId} when asking for help',
  },
} as const satisfies Record<string, RefusalText>;

export type HttpRefusal = keyof typeof HTTP_REFUSALS;
