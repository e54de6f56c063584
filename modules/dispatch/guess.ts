// A decision in the form in which triage stores guesses: value, confidence, reasons, rule. Pure.
import type { RouteDecision, TaskGround } from './compile.ts';

export const DISPATCH_REASONS = {
  'dispatch.row': { zh: '派遣规则第 {row} 行：{why}', en: 'Route row {row}: {whyEn}' },
  'dispatch.duty-list': {
    zh: '责任清单第 {version} 版第 {row} 条：{why}（{basis}）',
    en: 'Duty list version {version}, row {row}: {whyEn} ({basis})',
  },
  'dispatch.task-list': {
    zh: '任务清单第 {version} 版第 {row} 步需协办：{why}（{basis}）',
    en: 'Task list version {version}, step {row} needs help: {whyEn} ({basis})',
  },
} as const;

export function routeGuess(decision: RouteDecision) {
  const { lead, version, row, confidence, reason, byDutyList, byTaskList } = decision;
  return {
    confidence,
    reasons: [
      { code: 'dispatch.row', params: { row, why: reason.zh, whyEn: reason.en } },
      ...byDutyList.map((ground) => groundReason('dispatch.duty-list', ground)),
      ...byTaskList.map((ground) => groundReason('dispatch.task-list', ground)),
    ],
    rule: `route/${version}`,
    value: { co: [...decision.co], lead, row, version },
  };
}

function groundReason(code: keyof typeof DISPATCH_REASONS, ground: TaskGround) {
  const { version, row, basis, reason } = ground;
  return { code, params: { version, row, basis, why: reason.zh, whyEn: reason.en } };
}
