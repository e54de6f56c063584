// The door of this adapter.
export { webhookSender, type WebhookSettings } from './sender.ts';
