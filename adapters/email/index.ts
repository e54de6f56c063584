// The door of this adapter.
export { emailSender, type EmailSettings } from './sender.ts';
