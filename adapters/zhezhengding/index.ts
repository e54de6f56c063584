// The door of this adapter.
export { zhezhengdingSender, zhezhengdingSignature, type ZhezhengdingSettings } from './sender.ts';
