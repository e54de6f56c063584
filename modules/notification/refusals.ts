// Why something about messages was not done, told in the user's language.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const NOTIFICATION_REFUSALS = {
  'notification.not-found': {
    status: 404,
    zh: '没有这条消息，或它不是发给您的',
    en: 'There is no such message, or it is not yours',
  },
  'notification.address-invalid': {
    status: 400,
    zh: '“{kind}”的格式不对：{expects}',
    en: 'This is no valid address of the kind “{kindEn}”: {expectsEn}',
  },
  'notification.channel-unavailable': {
    status: 400,
    zh: '本系统没有开通这个渠道：{channel}',
    en: 'This installation does not have the channel {channel}',
  },
} as const satisfies Record<string, RefusalText>;

export type NotificationRefusal = keyof typeof NOTIFICATION_REFUSALS;
