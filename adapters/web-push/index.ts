// The door of this adapter.
export { mayBeCalled } from './endpoint.ts';
export { vapidKeys, type VapidKeys } from './keys.ts';
export { webPushSender, type WebPushSettings } from './sender.ts';
