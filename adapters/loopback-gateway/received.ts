// What the gateway took, and how it is told to fail.
import type { Channel } from '#modules/notification/index.ts';

export type Received = Readonly<{
  at: number;
  channel: Channel;
  key: string;
  to: string;
  text: string;
  urgent: boolean;
}>;

/**
 * How the next calls fail: `busy` may be tried again, `reject` not, `credentials` refuses the caller,
 * `lost` takes the message and never answers, `hang` neither takes nor answers.
 */
export type Failing = 'busy' | 'reject' | 'credentials' | 'lost' | 'hang';
