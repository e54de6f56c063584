// A decision in the form in which triage stores guesses: value, confidence, reasons, rule. Pure.
import type { RouteDecision } from './compile.ts';

export const DISPATCH_REASONS = {
  'dispatch.row': { zh: '派遣规则第 {row} 行:{why}', en: 'Route row {row}: {whyEn}' },
} as const;

export function routeGuess(decision: RouteDecision) {
  const { lead, version, row, confidence, reason } = decision;
  return {
    value: { lead, co: [...decision.co], version, row },
    confidence,
    reasons: [{ code: 'dispatch.row', params: { row, why: reason.zh, whyEn: reason.en } }],
    rule: `route/${version}`,
  };
}
