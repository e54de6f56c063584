// Why identity says no.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const IDENTITY_REFUSALS = {
  'identity.not-signed-in': { status: 401, zh: '请先登录', en: 'Please sign in' },
  'identity.wrong-credentials': {
    status: 401,
    zh: '账号或密码不正确',
    en: 'The login or the password is wrong',
  },
  'identity.wrong-code': {
    status: 401,
    zh: '验证码不正确或已用过',
    en: 'The code is wrong or was used',
  },
  'identity.no-pending-sign-in': {
    status: 401,
    zh: '登录已超时，请重新输入账号和密码',
    en: 'The sign-in has expired; start again with login and password',
  },
  'identity.locked': {
    status: 423,
    zh: '连续输错次数过多，账号已锁定，请 {minutes} 分钟后再试或联系安全管理员',
    en: 'Too many failures: locked for {minutes} minutes, or ask the security administrator',
  },
  'identity.account-locked': {
    status: 403,
    zh: '账号已被管理员停用',
    en: 'This account has been locked by an administrator',
  },
  'identity.busy': {
    status: 429,
    zh: '登录人数较多，请稍候',
    en: 'Many people are signing in; please wait',
  },
  'identity.password-change-due': {
    status: 403,
    zh: '请先修改密码',
    en: 'Change your password first',
  },
  'identity.weak-password': {
    status: 422,
    zh: '密码强度不够：{reason}',
    en: 'The password is too weak: {reasonEn}',
  },
  'identity.not-allowed': { status: 403, zh: '没有这项权限', en: 'You do not have this right' },
  'identity.token-scope': {
    status: 403,
    zh: '此令牌不允许 {scope}',
    en: 'This token does not allow {scope}',
  },
  'identity.own-account': {
    status: 403,
    zh: '不能对自己的账号做此操作',
    en: 'Nobody does this to their own account',
  },
  'identity.roles-conflict': {
    status: 409,
    zh: '系统、安全、审计三类管理员须由不同的人担任，且不得兼任业务岗位',
    en: 'System, security and audit administrators are separate people without business posts',
  },
  'identity.role-kind': {
    status: 409,
    zh: '系统对接账号只能担任“系统对接账号”角色，人员账号不能担任',
    en: 'Service accounts hold the service role only, and people never do',
  },
  'identity.post-incomplete': {
    status: 422,
    zh: '该岗位须填写{what}',
    en: 'This post needs {whatEn}',
  },
  'identity.too-many-posts': {
    status: 409,
    zh: '一个账号最多 {limit} 个岗位',
    en: 'An account holds at most {limit} posts',
  },
  'identity.account-not-found': { status: 404, zh: '没有这个账号', en: 'There is no such account' },
  'identity.post-not-found': { status: 404, zh: '没有这个岗位', en: 'There is no such post' },
  'identity.session-not-found': { status: 404, zh: '没有这个会话', en: 'There is no such session' },
  'identity.token-not-found': { status: 404, zh: '没有这个令牌', en: 'There is no such token' },
  'identity.login-taken': { status: 409, zh: '登录名已被使用', en: 'This login is taken' },
  'identity.account-closed': { status: 409, zh: '账号已注销', en: 'This account is closed' },
  'identity.too-many-tokens': {
    status: 409,
    zh: '一个账号最多 {limit} 个令牌',
    en: 'An account holds at most {limit} tokens',
  },
  'identity.export-too-long': {
    status: 422,
    zh: '导出超过 {limit} 条，请缩短时间范围',
    en: 'The export has more than {limit} entries; choose a shorter period',
  },
  'identity.outside-sign-in-off': {
    status: 404,
    zh: '未配置统一身份登录',
    en: 'Sign-in through another system is not configured',
  },
  'identity.outside-sign-in-failed': {
    status: 401,
    zh: '统一身份登录未成功，请重试',
    en: 'Sign-in through the other system did not succeed; try again',
  },
  'identity.outside-account-unknown': {
    status: 403,
    zh: '统一身份账号尚未与本系统账号关联，请联系系统管理员',
    en: 'This outside account is not linked to an account here; ask the system administrator',
  },
  'identity.audit-behind': {
    status: 503,
    zh: '审计日志暂时无法写入，请稍后重试',
    en: 'The audit log cannot be written for the moment; try again',
  },
} as const satisfies Record<string, RefusalText>;

export type IdentityRefusal = keyof typeof IDENTITY_REFUSALS;
