// The door of notification: who is told, over which ways, and what adapters have to bring.
export { CHANNELS, URGENCIES, type Channel, type Urgency } from './message.ts';
export { TEMPLATES, headline, sentence, type Params, type Template } from './templates.ts';
export { noticesOf, type NoticeNames } from './rules.ts';
export type { NotificationDeps } from './tell.ts';
export type { Outgoing, Sender, Sent } from './sender.ts';
export { addressKey, addressKinds, putAddresses, type PlainAddress } from './addresses.ts';
export { pushTarget, type PushTarget } from './push.ts';
export type { PushDoor } from './routes.ts';
export { NOTIFICATION_REFUSALS, type NotificationRefusal } from './refusals.ts';
