// What the gateway took.
import type { Channel } from '#modules/notification/index.ts';

export type Received = Readonly<{
  at: number;
  channel: Exclude<Channel, 'email'>;
  key: string;
  to: string;
  text: string;
  urgent: boolean;
}>;
