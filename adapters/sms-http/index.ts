// The door of this adapter.
export { smsHttpSender, type SmsHttpSettings } from './sender.ts';
