// The door of this adapter.
export { wecomSender, type WecomSettings } from './sender.ts';
