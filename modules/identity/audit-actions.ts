// What the entries of the audit log are called, on its page and in its export. An action without words does not
// compile: nobody reads a bare code.

type Words = Readonly<{ zh: string; en: string }>;

export const AUDIT_ACTIONS = {
  'identity.sign-in': { zh: '登录', en: 'Sign in' },
  'identity.sign-out': { zh: '退出', en: 'Sign out' },
  'identity.appoint': { zh: '任命岗位', en: 'Appoint' },
  'identity.leave-post': { zh: '免去岗位', en: 'End a post' },
  'identity.create-account': { zh: '开设账号', en: 'Open an account' },
  'identity.close-account': { zh: '注销账号', en: 'Close an account' },
  'identity.rename-account': { zh: '更改姓名', en: 'Change a name' },
  'identity.lock-account': { zh: '停用账号', en: 'Lock an account' },
  'identity.unlock-account': { zh: '恢复账号', en: 'Unlock an account' },
  'identity.change-password': { zh: '修改密码', en: 'Change password' },
  'identity.reset-password': { zh: '重置密码', en: 'Reset a password' },
  'identity.reset-second-factor': { zh: '解绑验证器', en: 'Take away a second factor' },
  'identity.revoke-session': { zh: '下线设备', en: 'End a session' },
  'identity.revoke-sessions': { zh: '全部下线', en: 'End all sessions' },
  'identity.create-token': { zh: '签发令牌', en: 'Make a token' },
  'identity.revoke-token': { zh: '吊销令牌', en: 'Revoke a token' },
  'identity.change-policies': { zh: '修改安全策略', en: 'Change policies' },
  'identity.read-audit': { zh: '查看审计日志', en: 'Read the audit log' },
  'identity.export-audit': { zh: '导出审计日志', en: 'Export the audit log' },
  'http.refused': { zh: '请求被拒', en: 'Request refused' },
  'incident.reveal': { zh: '查看报事人', en: 'See a reporter' },
  'incident.view-restricted': { zh: '查看限知事件', en: 'See a restricted matter' },
  'incident.export': { zh: '导出事件', en: 'Export matters' },
  'incident.callers': { zh: '查询来电历史', en: 'Look up a caller' },
  'incident.refused': { zh: '操作被拒', en: 'Action refused' },
  'incident.erased': { zh: '清除个人信息', en: 'Erase personal data' },
  'incident.retention-erased': { zh: '到期清除个人信息', en: 'Erase personal data when due' },
  'intake.import': { zh: '批量导入', en: 'Import a file' },
  'intake.refused': { zh: '上报被拒', en: 'Report refused' },
  'evidence.open-original': { zh: '打开原始附件', en: 'Open an original file' },
  'plate.reveal': { zh: '查看车牌', en: 'See a number plate' },
  'plate.confirm': { zh: '确认车牌', en: 'Confirm a number plate' },
  'inspection.drawn': { zh: '抽取抽查样本', en: 'Draw for a spot check' },
  'catalog.published': { zh: '发布事项清单', en: 'Publish the catalogue' },
  'catalog.withdrawn': { zh: '撤回事项清单版本', en: 'Withdraw a version of the catalogue' },
  'deadline.calendar-published': { zh: '发布工作日历', en: 'Publish a working calendar' },
  'dispatch.routes-published': { zh: '发布派遣规则', en: 'Publish the routes' },
  'roster.duty-list-published': { zh: '发布责任清单', en: 'Publish a duty list' },
  'roster.task-list-published': { zh: '发布任务清单', en: 'Publish the task list' },
  'roster.shifts-changed': { zh: '修改班次', en: 'Change shifts' },
  'roster.day-changed': { zh: '调整当日值班', en: 'Change a day of duty' },
  'roster.change-removed': { zh: '取消值班调整', en: 'Take back a change of duty' },
  'roster.swapped': { zh: '换班', en: 'Swap shifts' },
  'roster.resource-added': { zh: '登记力量与装备', en: 'Add a resource' },
  'roster.resource-changed': { zh: '修改力量与装备', en: 'Change a resource' },
  'roster.resource-removed': { zh: '移除力量与装备', en: 'Remove a resource' },
  'triage.model-watch': { zh: '试运行模型', en: 'Run a model in shadow' },
  'triage.model-switch-on': { zh: '启用模型', en: 'Switch a model on' },
  'triage.model-retire': { zh: '停用模型', en: 'Retire a model' },
  'triage.model-roll-back': { zh: '回退模型', en: 'Roll a model back' },
  'exchange.retry': { zh: '重试对接报文', en: 'Take a message up again' },
  'exchange.reconcile': { zh: '与外部系统对账', en: 'Reconcile with an outside system' },
  'exchange.give-up': { zh: '缺号放弃', en: 'Give up gaps' },
  'feed.retry': { zh: '重新处理搁置的记录', en: 'Try a record that was set aside again' },
  'what-if.asked': { zh: '推演', en: 'Ask what if' },
} as const satisfies Record<string, Words>;

export type AuditAction = keyof typeof AUDIT_ACTIONS;

const OTHER: Words = { zh: '其他操作', en: 'Other action' };

/** Of any entry: those of an earlier version of the house may have actions that are done no more. */
export function auditActionName(code: string): Words {
  return Object.hasOwn(AUDIT_ACTIONS, code) ? AUDIT_ACTIONS[code as AuditAction] : OTHER;
}
