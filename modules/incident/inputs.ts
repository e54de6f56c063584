// What each verb needs to be told: one schema per verb, used by the API, its documentation and the forms.
import { z } from 'zod';
import type { Verb } from './lifecycle.ts';

/** Words of one note, reason or reply; a page and a half of Chinese. */
export const WORDS_MAX = 2000;
/** Co-handlers of one order; more than this is a campaign, not an order. */
export const CO_HANDLERS_MAX = 12;
/** Demands taken out of one report; more than this is a petition of many matters. */
export const PARTS_MAX = 9;
/** Pieces of evidence brought in with one verb. */
export const EVIDENCE_PER_VERB_MAX = 20;

/** A call of a whole night is no call but a line left open. */
export const CALL_SECONDS_MAX = 12 * 3600;
/** 语音转接, 三方通话, or an ordinary call that is worth recording. */
export const CALL_KINDS = ['transfer', 'threeWay', 'ordinary'] as const;
export const CALL_PARTIES = ['reporter', 'police110', 'hotline12345', 'unit', 'other'] as const;
/** To whom a major incident is reported (突发事件信息报送). */
export const RECIPIENTS = [
  'countyGovernment',
  'countyEmergency',
  'lineDepartment',
  'cityCentre',
  'cityEmergency',
] as const;

/** 抽查不合格: why a closed matter did not stand (事实不符, 未处置到位, 证据不足, 答复不实, 超时未报, 程序错误, 其他). */
export const SPOT_CHECK_REASONS = [
  'notTrue',
  'notHandled',
  'noProof',
  'emptyAnswer',
  'lateUnreported',
  'procedure',
  'other',
] as const;
/** What follows a failed spot check at once. */
export const AFTER_SPOT_CHECK = ['reopen', 'supervise', 'record'] as const;

const noNul = /^[^\u0000]*$/;
const words = z.string().trim().max(WORDS_MAX).regex(noNul);
const someWords = words.min(1);
const code = z.string().regex(/^[A-Za-z0-9.-]{1,40}$/);
const unitId = z.int().positive().max(2_147_483_647);
const assignmentNo = z.int().min(1).max(1000).optional();
const helpNo = z.int().min(1).max(1000);
const evidence = z.array(z.uuid()).max(EVIDENCE_PER_VERB_MAX).optional();
const instant = z.int().min(0).max(8_640_000_000_000_000);
const microDegrees = (limit: number) => z.int().min(-limit).max(limit);

export const itemCode = z.string().regex(/^\d{7}$/);
export const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

/** A point in whole micro-degrees of the county's system (CGCS2000). */
export const point = z.object({ lng6: microDegrees(180_000_000), lat6: microDegrees(90_000_000) });

const place = z.object({
  townId: unitId.nullable(),
  villageId: unitId.nullable(),
  gridId: unitId.nullable(),
  lng6: microDegrees(180_000_000).nullable(),
  lat6: microDegrees(90_000_000).nullable(),
});

/** 无法取证: why what the catalogue demands cannot be shown. */
const noEvidence = words.optional();
const note = z.object({ note: words.optional(), evidence });
const reasoned = z.object({ reasonCode: code, reason: words.optional() });
const byAssignment = z.object({ assignmentNo, note: words.optional(), evidence });

/** A reason as the machine gives it: a code and what to fill into its text. */
export const reason = z.object({
  code: z.string().max(80),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
const REASONS_MAX = 30;
const guess = <T extends z.ZodType>(value: T) =>
  z.object({
    value,
    confidence: z.number().min(0).max(1),
    reasons: z.array(reason).max(REASONS_MAX),
    rule: z.string().max(80),
  });

/** 响应, 解决, 满意: what the caller says of it (K21). */
const verdict = {
  responded: z.boolean().optional(),
  solved: z.boolean().optional(),
  satisfied: z.boolean().optional(),
};

export const VERB_INPUTS = {
  accept: z.object({
    itemCode: itemCode.optional(),
    level: level.optional(),
    note: words.optional(),
  }),
  answer: z.object({
    reply: someWords,
    outcome: z.enum(['answered', 'explained', 'transferred']).default('answered'),
  }),
  selfHandle: z.object({ result: someWords, evidence }),
  dismiss: z.object({
    outcome: z.enum(['notAccepted', 'notFound']).default('notAccepted'),
    reasonCode: code,
    reason: words.optional(),
  }),
  appeal: z.object({ reason: someWords }),
  merge: z.object({ into: z.uuid(), note: words.optional() }),
  unmerge: note,
  dispatch: z.object({
    lead: unitId,
    co: z.array(unitId).max(CO_HANDLERS_MAX).default([]),
    instruction: words.optional(),
    /** Set when the route table proposed this unit: the row that did. */
    route: z.object({ version: z.int(), row: z.int() }).optional(),
  }),
  reassign: z.object({
    lead: unitId,
    /** Further co-handlers; those at work stay. */
    co: z.array(unitId).max(CO_HANDLERS_MAX).default([]),
    /** Why; absent after a return: the reason with which it came back. */
    reasonCode: code.optional(),
    reason: words.optional(),
    instruction: words.optional(),
    route: z.object({ version: z.int(), row: z.int() }).optional(),
  }),
  coAssign: z.object({
    co: z.array(unitId).min(1).max(CO_HANDLERS_MAX),
    instruction: words.optional(),
  }),
  transfer: z.object({ to: unitId, reason: someWords }),
  split: z.object({
    /** What is taken out of it, each a matter of its own; the rest stays. */
    parts: z
      .array(z.object({ text: someWords, itemCode: itemCode.optional() }))
      .min(1)
      .max(PARTS_MAX),
    note: words.optional(),
  }),
  sign: byAssignment,
  coSign: byAssignment,
  coReturn: z.object({ assignmentNo, reasonCode: code, reason: words.optional() }),
  resolve: z.object({
    assignmentNo,
    result: someWords,
    outcome: z.enum(['solved', 'explained', 'transferred']).default('solved'),
    evidence,
    noEvidence,
  }),
  rework: z.object({ reason: someWords }),
  close: z.object({
    outcome: z.enum(['solved', 'explained', 'transferred']).optional(),
    note: words.optional(),
    evidence,
  }),
  reopen: z.object({ reason: someWords }),
  return: z.object({
    assignmentNo,
    reasonCode: code,
    reason: words.optional(),
    suggestedUnit: unitId.optional(),
  }),
  recall: z.object({ reason: words.optional() }),
  void: reasoned,
  withdraw: z.object({ reason: words.optional() }),
  triage: z.object({
    /** The guesses sure enough to act upon; the others are shown to a person as suggestions. */
    acts: z
      .array(z.enum(['place', 'item', 'level']))
      .max(3)
      .default([]),
    place: guess(place).optional(),
    item: guess(itemCode).optional(),
    level: guess(level).optional(),
    duplicates: z
      .array(
        z.object({ id: z.uuid(), score: z.number(), reasons: z.array(reason).max(REASONS_MAX) }),
      )
      .max(20)
      .optional(),
    route: guess(
      z.object({
        lead: unitId.nullable(),
        co: z.array(unitId).max(CO_HANDLERS_MAX),
        version: z.int(),
        row: z.int(),
      }),
    ).optional(),
    roomUnitId: unitId.optional(),
  }),
  amend: z.object({
    itemCode: itemCode.optional(),
    level: level.optional(),
    place: place.optional(),
    note: words.optional(),
  }),
  verify: z.object({ unit: unitId.optional(), note: words.optional() }),
  verified: z.object({ real: z.boolean(), note: words.optional(), evidence }),
  contact: byAssignment,
  arrive: z.object({
    assignmentNo,
    lng6: microDegrees(180_000_000).optional(),
    lat6: microDegrees(90_000_000).optional(),
    note: words.optional(),
  }),
  done: byAssignment.extend({ noEvidence }),
  waive: z.object({ assignmentNo: z.int().min(1).max(1000), reason: someWords }),
  feedback: z.object({ assignmentNo, note: someWords, evidence }),
  ask: z.object({
    what: z.enum(['defer', 'extend', 'shelve']),
    until: instant.optional(),
    reason: someWords,
  }),
  defer: z.object({ until: instant, reasonCode: code, reason: words.optional() }),
  resume: note,
  extend: z.object({ share: z.number().gt(0).max(1), reason: someWords }),
  shelve: z.object({
    reasonCode: code,
    reason: words.optional(),
    /** Who answers for it meanwhile; absent: whoever shelves it. */
    responsible: z.uuid().optional(),
  }),
  review: z.object({ note: someWords }),
  urge: z.object({ note: words.optional() }),
  supervise: z.object({
    grade: z.enum(['ordinary', 'key', 'leader']),
    replyBy: instant,
    note: someWords,
  }),
  replySupervision: z.object({ no: z.int().min(1).max(100), reply: someWords }),
  strikeOff: z.object({
    no: z.int().min(1).max(100),
    /** false: the answer is not enough; it is due again by `replyBy`. */
    accepted: z.boolean(),
    replyBy: instant.optional(),
    note: words.optional(),
  }),
  escalate: z.object({ to: z.enum(['county', 'city']), reason: someWords }),
  reinforce: z.object({
    kind: z.enum(['people', 'rescue', 'police', 'equipment']),
    request: someWords,
    /** Whom to ask; absent: the desk above, for police the police of the place. */
    to: unitId.optional(),
  }),
  acknowledge: z.object({ helpNo: helpNo.optional(), note: words.optional() }),
  support: z.object({
    helpNo,
    units: z.array(unitId).min(1).max(CO_HANDLERS_MAX),
    instruction: words.optional(),
  }),
  decline: z.object({ helpNo, reason: someWords }),
  handOver: z.object({
    system: code,
    remoteId: z.string().max(80).regex(noNul).optional(),
    note: words.optional(),
  }),
  mirror: z.object({
    step: z.string().min(1).max(80).regex(noNul),
    note: words.optional(),
    finished: z.boolean().default(false),
  }),
  followUp: z.object({
    reached: z.boolean(),
    ...verdict,
    /** The demand behind the dissatisfaction has no ground; a second reviewer decides. */
    unreasonable: z.boolean().optional(),
    note: words.optional(),
  }),
  rate: z.object({ ...verdict, satisfied: z.boolean(), note: words.optional() }),
  setAside: z.object({ agree: z.boolean(), note: someWords }),
  spotCheck: z.object({
    /** The draw that named the matter; absent: the one that waits for the own unit, if any does. */
    draw: z.uuid().optional(),
    passed: z.boolean(),
    /** Needed, with a note, where it did not stand. */
    reasons: z.array(z.enum(SPOT_CHECK_REASONS)).max(SPOT_CHECK_REASONS.length).optional(),
    /** What follows where it did not stand; absent: it is handled again. */
    then: z.enum(AFTER_SPOT_CHECK).optional(),
    /** 督办: by when it is answered, and how grave it is. */
    replyBy: instant.optional(),
    grade: z.enum(['ordinary', 'key', 'leader']).optional(),
    note: words.optional(),
    evidence,
  }),
  call: z.object({
    how: z.enum(CALL_KINDS),
    party: z.enum(CALL_PARTIES),
    startedAt: instant,
    seconds: z.int().min(0).max(CALL_SECONDS_MAX),
    note: words.optional(),
  }),
  declareMajor: z.object({
    grade: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
    note: someWords,
  }),
  reportUp: z.object({
    stage: z.enum(['first', 'followUp', 'final']),
    recipients: z.array(z.enum(RECIPIENTS)).min(1).max(RECIPIENTS.length),
    text: someWords,
  }),
  join: z.object({ note: words.optional(), evidence }),
  annotate: z.object({ note: someWords, evidence }),
  restrict: z.object({
    restricted: z.boolean(),
    members: z.array(z.uuid()).max(50).default([]),
    reason: someWords,
  }),
  archive: z.object({}),
  ring: z.object({}),
  recalculate: z.object({}),
} as const satisfies Record<Verb, z.ZodObject>;

export type VerbInput<V extends Verb> = z.output<(typeof VERB_INPUTS)[V]>;
export type ReasonInput = z.infer<typeof reason>;
export type PlaceInput = z.infer<typeof place>;
