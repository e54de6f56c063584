// What the API of notification takes and gives; the browser validates with the same schemas and tells
// messages with the same templates.
import { z } from 'zod';
import { CLOCK_KINDS } from '#modules/deadline/contract.ts';
import { STATUSES } from '#modules/incident/contract.ts';
import { ADDRESS_KINDS } from './channels.ts';
import { PAGE_DEFAULT, PAGE_MAX, RINGING_SHOWN_MAX, SEEN_MAX } from './limits.ts';
import { ASKS, CHANNELS, DONE_HOWS, URGENCIES } from './message.ts';
import { PushTarget } from './push.ts';
import { TEMPLATE_NAMES, type Template } from './templates.ts';

export { ADDRESS_KINDS, type AddressKind } from './channels.ts';
export { CHANNELS, URGENCIES, type Channel, type Urgency } from './message.ts';
export { PushTarget } from './push.ts';
export { about, headline, type Params } from './templates.ts';

const instant = z.int();
const words = z.object({ zh: z.string(), en: z.string() });
const page = {
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
};

export const MessageItem = z.object({
  id: z.uuid(),
  /** The matter that it is about; null for what is about a draw of spot checks. */
  matter: z
    .object({
      id: z.uuid(),
      number: z.string(),
      /** Masked for restricted matters. */
      title: z.string(),
      status: z.enum(STATUSES),
      level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
    })
    .nullable(),
  drawId: z.uuid().nullable(),
  template: z.enum(TEMPLATE_NAMES as [Template, ...Template[]]),
  params: z.record(z.string(), z.union([z.string(), z.number(), words])),
  urgency: z.enum(URGENCIES),
  ask: z.enum(ASKS),
  /** 0: asked first; more: because nobody before answered. */
  position: z.int(),
  /** The running clock of the matter that is due first. */
  clock: z
    .object({
      kind: z.enum(CLOCK_KINDS),
      startedAt: instant,
      warnAt: instant,
      dueAt: instant,
      state: z.enum(['running', 'paused']),
    })
    .nullable(),
  createdAt: instant,
  seenAt: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  doneAt: instant.nullable(),
  doneHow: z.enum(DONE_HOWS).nullable(),
});
export type MessageItem = z.infer<typeof MessageItem>;

export const MESSAGE_LISTS = ['waiting', 'unread', 'all'] as const;
export const MessageQuery = z.object({
  /** `waiting`: neither answered nor done. */
  list: z.enum(MESSAGE_LISTS).default('all'),
  urgency: z.enum(URGENCIES).optional(),
  ...page,
});
export const MessagePage = z.object({
  items: z.array(MessageItem),
  nextCursor: z.string().nullable(),
});

/** What the bell shows. */
export const MessageSummary = z.object({
  unread: z.int(),
  /** There are more than `unread` says. */
  capped: z.boolean(),
  /** What rings, newest first. */
  ringing: z.array(MessageItem).max(RINGING_SHOWN_MAX),
  /** Whether this person wants to hear it. */
  sound: z.boolean(),
});
export type MessageSummary = z.infer<typeof MessageSummary>;

export const SeenRequest = z.strictObject({
  /** Left out: everything. */
  ids: z.array(z.uuid()).max(SEEN_MAX).optional(),
});

const minute = z.int().min(0).max(1439);
export const SettingsRequest = z.strictObject({
  sound: z.boolean(),
  /** Null: every channel that the house has. */
  channels: z.array(z.enum(CHANNELS)).max(CHANNELS.length).nullable(),
  quiet: z.strictObject({ from: minute, until: minute }).nullable(),
  language: z.enum(['zh', 'en']),
});
export const SettingsView = SettingsRequest.extend({
  /** Channels that the house has, of those that reach persons. */
  available: z.array(z.enum(CHANNELS)),
  addresses: z.array(z.object({ kind: z.enum(ADDRESS_KINDS), masked: z.string() })),
});
export type SettingsView = z.infer<typeof SettingsView>;

/** An address as it is typed; null takes it away. */
export const AddressRequest = z.strictObject({
  address: z.string().trim().min(1).max(120).nullable(),
});
export const AddressParams = z.object({ kind: z.enum(ADDRESS_KINDS) });

/** A browser asks to be pushed to; the fields are those of its PushSubscription. */
export const PushDeviceRequest = PushTarget;
export const PushView = z.object({
  /** By which a browser knows this house (RFC 8292, base64url); null: this installation does not push. */
  publicKey: z.string().nullable(),
  devices: z.array(
    z.object({
      id: z.uuid(),
      label: z.string(),
      /** SHA-256 of its push address in hex, by which a browser finds itself. */
      fingerprint: z.string(),
      createdAt: instant,
    }),
  ),
  devicesMax: z.int(),
});
export type PushView = z.infer<typeof PushView>;

export const DELIVERY_STATES = [
  'waiting',
  'sending',
  'sent',
  'failed',
  'cancelled',
  'unknown',
] as const;
export const DeliveryQuery = z.object({
  channel: z.enum(CHANNELS).optional(),
  state: z.enum(DELIVERY_STATES).optional(),
  ...page,
});
export const DeliveryItem = z.object({
  id: z.uuid(),
  channel: z.enum(CHANNELS),
  state: z.enum(DELIVERY_STATES),
  template: z.enum(TEMPLATE_NAMES as [Template, ...Template[]]),
  params: MessageItem.shape.params,
  /** Of the matter; null for a draw of spot checks. */
  number: z.string().nullable(),
  urgency: z.enum(URGENCIES),
  /** The receiver's name, and the address without what would let one call it; null for the webhook. */
  receiver: z.string().nullable(),
  address: z.string().nullable(),
  attempts: z.int(),
  createdAt: instant,
  sentAt: instant.nullable(),
  nextAt: instant.nullable(),
  gatewayId: z.string().nullable(),
  error: z.string().nullable(),
});
export type DeliveryItem = z.infer<typeof DeliveryItem>;
export const DeliveryPage = z.object({
  items: z.array(DeliveryItem),
  nextCursor: z.string().nullable(),
  /** Channels that this installation has. */
  channels: z.array(z.enum(CHANNELS)),
});

/** Who was told of one matter and who said 收到. */
export const NoticeView = z.object({
  id: z.uuid(),
  template: z.enum(TEMPLATE_NAMES as [Template, ...Template[]]),
  params: MessageItem.shape.params,
  urgency: z.enum(URGENCIES),
  createdAt: instant,
  receivers: z.array(
    z.object({
      name: z.string(),
      position: z.int(),
      createdAt: instant,
      seenAt: instant.nullable(),
      acknowledgedAt: instant.nullable(),
      doneAt: instant.nullable(),
    }),
  ),
});
export const NoticeItems = z.object({ items: z.array(NoticeView) });
export type NoticeView = z.infer<typeof NoticeView>;
