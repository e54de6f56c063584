// A decision in the form in which triage stores guesses: value, confidence, reasons, rule. Pure.
import type { RouteDecision } from './compile.ts';

export const DISPATCH_REASONS = {
  'dispatch.row': { zh: '派遣规则第 {row} 行:{why}', en: 'Route row {row}: {whyEn}' },
  'dispatch.duty-list': {
    zh: '责任清单第 {version} 版第 {row} 行:{why}({basis})',
    en: 'Duty list version {version}, row {row}: {whyEn} ({basis})',
  },
} as const;

export function routeGuess(decision: RouteDecision) {
  const { lead, version, row, confidence, reason, byDutyList } = decision;
  return {
    value: { lead, co: [...decision.co], version, row },
    confidence,
    reasons: [
      { code: 'dispatch.row', params: { row, why: reason.zh, whyEn: reason.en } },
      ...byDutyList.map((ground) => ({
        code: 'dispatch.duty-list',
        params: {
          ...{ version: ground.version, row: ground.row, basis: ground.basis },
          ...{ why: ground.reason.zh, whyEn: ground.reason.en },
        },
      })),
    ],
    rule: `route/${version}`,
  };
}
