// Why a version of the model is not shown, not trained or not switched.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const MODEL_REFUSALS = {
  'triage.models-not-yours-to-read': {
    status: 403,
    zh: '模型版本仅供本县（市、区）指挥长、督查、指挥室负责人和管理员查看。',
    en: 'Model versions are read by the commanders, supervisors, heads of rooms and administrators of the county.',
  },
  'triage.models-not-yours-to-change': {
    status: 403,
    zh: '模型版本由本县（市、区）研判管理员或系统管理员切换，您无权操作。',
    en: 'Versions are switched by the model analyst or the system administrator of the county; you may not.',
  },
  'triage.model-unknown': {
    status: 404,
    zh: '没有第 {version} 版模型。',
    en: 'There is no version {version} of the model.',
  },
  'triage.model-not-now': {
    status: 409,
    zh: '第 {version} 版模型当前状态不能这样操作，请刷新后再看。',
    en: 'Version {version} is in a state that does not allow this; look again.',
  },
  'triage.model-changed-meanwhile': {
    status: 409,
    zh: '模型版本刚被他人切换，请刷新后再操作。',
    en: 'Somebody else has just switched versions; look again.',
  },
} as const satisfies Readonly<Record<string, RefusalText>>;

export type ModelRefusal = keyof typeof MODEL_REFUSALS;
