// The contract with outside systems (docs/exchange.md): what is said, in which envelope, and how both sides
// compare what they have. Also what the administrator's page is told.
import { z } from 'zod';

/** Raised when a message of the version before could no longer be read. */
export const CONTRACT_VERSION = 1;
/** One message with its envelope; the longest text is a few thousand characters. */
export const MESSAGE_BYTES_MAX = 64 * 1024;
export const TEXT_MAX = 5000;
export const WORDS_MAX = 2000;
/** Ranges of missing numbers told at once; what lies beyond is told the next time. */
export const RANGES_MAX = 100;
/** People on one call: a transfer has two ends, a three-way call three; some desks add a listener. */
export const PARTIES_MAX = 6;

const noNul = /^[^\u0000]*$/;
const noControls = /^[^\u0000-\u001f\u007f]+$/;
const ref = z.string().trim().min(1).max(80).regex(noControls);
const words = z.string().trim().min(1).max(WORDS_MAX).regex(noNul);
const name = z.string().trim().min(1).max(80).regex(noNul);
const phone = z
  .string()
  .trim()
  .regex(/^[+\d][\d\s-]{4,24}$/);
/** ISO 8601 with its zone, e.g. `2026-01-27T20:41:35+08:00`. */
const moment = z.iso.datetime({ offset: true });
const seq = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Short name of an outside system, e.g. `police110`; it names files and addresses. */
export const SystemCode = z.string().regex(/^[a-z][A-Za-z0-9]{1,31}$/);

/** `in`: from the outside system to Maplebridge; `out`: from Maplebridge to it. */
export const DIRECTIONS = ['in', 'out'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** 工单 or 警情: somebody asks the other side to see to a matter, and remains its giver. */
export const Order = z.strictObject({
  kind: z.literal('order'),
  /** The giver's own number; every later message about the matter names it. */
  orderId: ref,
  form: z.enum(['call', 'workOrder']),
  happenedAt: moment,
  replyDueAt: moment.optional(),
  /** 1 most urgent … 4 ordinary. */
  urgency: z.int().min(1).max(4).optional(),
  /** What kind of matter, in the giver's own words and, where agreed, by our code. */
  item: z
    .strictObject({
      words: name.optional(),
      code: z
        .string()
        .regex(/^\d{7}$/)
        .optional(),
    })
    .optional(),
  title: z.string().trim().max(200).regex(noNul).optional(),
  text: z.string().trim().min(1).max(TEXT_MAX).regex(noNul),
  place: z
    .strictObject({
      address: z.string().trim().max(200).regex(noNul).optional(),
      /** 区划代码 of the town, village or grid, where it is known. */
      division: z
        .string()
        .regex(/^[\w-]{4,20}$/)
        .optional(),
      /** Degrees, CGCS2000. */
      lng: z.number().min(-180).max(180).optional(),
      lat: z.number().min(-90).max(90).optional(),
    })
    .optional(),
  caller: z
    .strictObject({
      mode: z.enum(['named', 'confidential', 'anonymous']).default('named'),
      name: z.string().trim().max(60).regex(noNul).optional(),
      phone: phone.optional(),
    })
    .optional(),
});

/** What has happened to an order; told by either side as it happens. */
export const STEPS = [
  'received',
  'accepted',
  'dispatched',
  'signed',
  'contacted',
  'arrived',
  'done',
  'feedback', // 反馈: words for the caller
  'deferred',
  'returned', // 退回: its handler gave it back, another one is sought
  'reworked',
  'merged',
  'urged', // 催办
  'calledAgain', // 再次来电
  'note',
] as const;
export type StepName = (typeof STEPS)[number];

export const Step = z.strictObject({
  kind: z.literal('step'),
  orderId: ref,
  step: z.enum(STEPS),
  at: moment,
  /** Who handles it now. */
  unit: name.optional(),
  /** The other side's own number, told with `received`. */
  number: ref.optional(),
  until: moment.optional(),
  words: words.optional(),
});

export const RESULT_OUTCOMES = [
  'solved',
  'explained',
  'transferred',
  'notAccepted',
  'notFound',
  'voided',
] as const;

/** 申请办结: whoever was given the order has done with it, and asks the giver to close. */
export const Result = z.strictObject({
  kind: z.literal('result'),
  orderId: ref,
  outcome: z.enum(RESULT_OUTCOMES),
  at: moment,
  words: words.optional(),
});

/** The giver's answer to a result: closed, or sent back with the reason. */
export const Answer = z.strictObject({
  kind: z.literal('answer'),
  orderId: ref,
  accepted: z.boolean(),
  at: moment,
  words: words.optional(),
});

/** 撤回: the giver takes its order back. */
export const Recall = z.strictObject({
  kind: z.literal('recall'),
  orderId: ref,
  at: moment,
  words: words.optional(),
});

/** 请求警力支援: the town's team asks 110 for officers. */
export const Backup = z.strictObject({
  kind: z.literal('backup'),
  backupId: ref,
  /** Our number of the matter, and the order of 110 when it is theirs. */
  number: ref,
  orderId: ref.optional(),
  at: moment,
  unit: name.optional(),
  place: z.string().trim().max(200).regex(noNul).optional(),
  words,
});

export const BACKUP_STEPS = ['granted', 'refused', 'arrived', 'returned'] as const;
export type BackupStepName = (typeof BACKUP_STEPS)[number];

/** What 110 says to it, until its officers have left (警力归建). */
export const BackupStep = z.strictObject({
  kind: z.literal('backupStep'),
  backupId: ref,
  step: z.enum(BACKUP_STEPS),
  at: moment,
  officers: z.int().min(0).max(1000).optional(),
  minutes: z.int().min(0).max(1440).optional(),
  words: words.optional(),
});

/** 语音转接 and 三方通话: who spoke with whom, from when to when. Never what was said. */
export const Call = z.strictObject({
  kind: z.literal('call'),
  callId: ref,
  orderId: ref.optional(),
  how: z.enum(['transfer', 'threeWay']),
  parties: z
    .array(
      z.strictObject({
        as: z.enum(['caller', 'desk', 'room', 'handler', 'other']),
        name: name.optional(),
        phone: phone.optional(),
      }),
    )
    .min(2)
    .max(PARTIES_MAX),
  startedAt: moment,
  endedAt: moment.optional(),
  words: words.optional(),
});

export const Message = z.discriminatedUnion('kind', [
  Order,
  Step,
  Result,
  Answer,
  Recall,
  Backup,
  BackupStep,
  Call,
]);
export type Message = z.output<typeof Message>;
export type MessageKind = Message['kind'];
export type MessageOf<K extends MessageKind> = Extract<Message, { kind: K }>;

/** A message on its way; `message` is read by itself, so that a number is never lost to a bad text. */
export const Envelope = z.strictObject({
  contract: z.literal(CONTRACT_VERSION),
  system: SystemCode,
  direction: z.enum(DIRECTIONS),
  /** Per system and direction 1, 2, 3 … without gaps. */
  seq,
  /** Chosen by the sender, the same whenever the message is sent again. */
  key: z
    .string()
    .min(8)
    .max(80)
    .regex(/^[\x21-\x7e]+$/),
  /** When the sender made it. */
  at: moment,
  message: z.unknown(),
});
export type Envelope = z.output<typeof Envelope>;

/** Whether the message can be read as sent; `null` when it cannot. */
export function readMessage(envelope: Envelope): Message | null {
  const read = Message.safeParse(envelope.message);
  return read.success ? read.data : null;
}

/** `taken`: kept for good, whatever follows from it. `repeated`: it had been. `refused`: it will never be. */
export const Receipt = z.strictObject({
  contract: z.literal(CONTRACT_VERSION),
  system: SystemCode,
  direction: z.enum(DIRECTIONS),
  seq,
  key: z.string().min(8).max(80),
  result: z.enum(['taken', 'repeated', 'refused']),
  /** Why it was refused. */
  code: z.string().max(80).optional(),
  at: moment,
});
export type Receipt = z.output<typeof Receipt>;

const range = z.tuple([seq, seq]);
export type Range = z.output<typeof range>;

/** 对账: how far a side has got, both ways. Each side sends again what the other lacks. */
export const Standing = z.strictObject({
  contract: z.literal(CONTRACT_VERSION),
  system: SystemCode,
  /** Whose standing it is. */
  of: z.enum(['house', 'outside']),
  at: moment,
  /** The last number this side has given. */
  sent: z.int().min(0),
  received: z.strictObject({
    highest: z.int().min(0),
    /** Numbers below the highest, or below what the other side said it sent, that never came. */
    missing: z.array(range).max(RANGES_MAX),
  }),
});
export type Standing = z.output<typeof Standing>;

// ---- the administrator's page ----------------------------------------------------------------

const id = z.int().positive().max(2_147_483_647);
const instant = z.int();
const named = z.object({ zh: z.string(), en: z.string() });

export const PeerView = z.object({
  countyId: id,
  system: SystemCode,
  name: named,
  form: z.enum(['http', 'files']),
  health: z.object({ ok: z.boolean(), problem: z.string().nullable() }),
  out: z.object({
    sent: z.int(),
    waiting: z.int(),
    refused: z.int(),
    /** Of the oldest message that waits; how far we are behind. */
    oldestAt: instant.nullable(),
    lastAt: instant.nullable(),
  }),
  in: z.object({
    highest: z.int(),
    waiting: z.int(),
    refused: z.int(),
    oldestAt: instant.nullable(),
    lastAt: instant.nullable(),
    missing: z.array(range),
  }),
  reconciledAt: instant.nullable(),
  problem: z.string().nullable(),
  /** 跨系统自动流转率 (K34): orders that went from system to system by themselves, of all that went. */
  flow: z.object({ automatic: z.int(), all: z.int() }),
});
export type PeerView = z.infer<typeof PeerView>;
export const PeerViews = z.object({ items: z.array(PeerView) });

export const MESSAGE_STATES = [
  'waiting',
  'sent',
  'taken',
  'refused',
  'stored',
  'applied',
  'givenUp',
] as const;
export const MessagesQuery = z.object({
  countyId: z.coerce.number().pipe(id),
  direction: z.enum(DIRECTIONS),
  /** Only those that want a person: refused, or tried in vain. */
  troubled: z.stringbool().default(false),
  before: z.coerce.number().pipe(seq).optional(),
});
export const MessageView = z.object({
  seq,
  kind: z.string(),
  state: z.enum(MESSAGE_STATES),
  incident: z.object({ id: z.uuid(), number: z.string() }).nullable(),
  madeAt: instant,
  doneAt: instant.nullable(),
  attempts: z.int(),
  problem: z.string().nullable(),
});
export type MessageView = z.infer<typeof MessageView>;
export const MessagesPage = z.object({
  items: z.array(MessageView),
  nextBefore: z.int().nullable(),
});

export const RetryRequest = z.strictObject({ countyId: id, direction: z.enum(DIRECTIONS), seq });

/** Why a number that never came is waited for no longer (缺号放弃). */
export const GIVE_UP_REASONS = [
  'neverSent', // 对方确认该号未发出
  'lostThere', // 对方已无法重发
  'cameOtherwise', // 内容已由其他途径送达
] as const;
export type GiveUpReason = (typeof GIVE_UP_REASONS)[number];
export const GiveUpRequest = z.strictObject({
  countyId: id,
  /** The first and the last number; only what is missing between them is given up. */
  from: seq,
  to: seq,
  reason: z.enum(GIVE_UP_REASONS),
});
export const ReconcileRequest = z.strictObject({ countyId: id });

/** What of one matter lies with outside systems, for the side of its page. */
export const OutsideView = z.object({
  orders: z.array(
    z.object({
      system: SystemCode,
      name: named,
      orderId: z.string(),
      givenBy: z.enum(['outside', 'house']),
      sentAt: instant,
      remoteNumber: z.string().nullable(),
      state: z.enum(['open', 'resultSent', 'ended']),
    }),
  ),
  backups: z.array(
    z.object({
      system: SystemCode,
      name: named,
      askedAt: instant,
      step: z.enum(['asked', ...BACKUP_STEPS]),
      steppedAt: instant.nullable(),
    }),
  ),
  calls: z.array(
    z.object({
      system: SystemCode,
      name: named,
      how: z.enum(['transfer', 'threeWay']),
      startedAt: instant,
      endedAt: instant.nullable(),
    }),
  ),
});
export type OutsideView = z.infer<typeof OutsideView>;
