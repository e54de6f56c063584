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
  'notification.push-off': {
    status: 400,
    zh: '本系统没有开通浏览器推送',
    en: 'This installation does not push to browsers',
  },
  'notification.push-not-found': {
    status: 404,
    zh: '您没有这台设备',
    en: 'You have no such device',
  },
  'notification.push-invalid': {
    status: 400,
    zh: '浏览器给出的推送信息不完整，请关闭本机推送后重新开启',
    en: 'What the browser gave for pushing is not complete; please switch it off and on again',
  },
  'notification.push-forbidden': {
    status: 400,
    zh: '这不是公网上的推送服务，不能使用',
    en: 'This is not a push service of the public internet and may not be used',
  },
  'notification.push-unreachable': {
    status: 409,
    zh: '本系统的服务器连不到这个浏览器的推送服务（政务网中常见），请使用短信、浙政钉等其他渠道',
    en: 'The server cannot reach the push service of this browser, as is usual in government networks; please use another way',
  },
  'notification.push-too-many': {
    status: 409,
    zh: '最多 {max} 台设备可开启推送，请先移除一台',
    en: 'At most {max} devices can be pushed to; please remove one first',
  },
} as const satisfies Record<string, RefusalText>;

export type NotificationRefusal = keyof typeof NOTIFICATION_REFUSALS;
