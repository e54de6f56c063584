// Why a message or a request of an outside system is refused, in words for its engineers and for ours.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const EXCHANGE_REFUSALS = {
  'exchange.unknown-system': {
    status: 404,
    zh: '没有对接名为 {system} 的系统',
    en: 'No system called {system} is connected',
  },
  'exchange.not-signed': {
    status: 401,
    zh: '签名缺失或不正确，请核对密钥编号、签名串和正文摘要',
    en: 'The signature is missing or wrong; check the key id, the signed line and the digest of the body',
  },
  'exchange.too-old': {
    status: 401,
    zh: '签名时间与本系统时间相差超过 {minutes} 分钟，请校准时钟',
    en: 'The time signed differs from ours by more than {minutes} minutes; set the clock',
  },
  'exchange.nonce-used': {
    status: 401,
    zh: '该随机数已使用过；重发时请换新的随机数重新签名',
    en: 'This nonce was used before; sign again with a fresh one',
  },
  'exchange.not-for-us': {
    status: 400,
    zh: '信封不符合约定或不是发给本系统的：{reason}',
    en: 'The envelope does not follow the contract or is not for this side: {reason}',
  },
  'exchange.seq-too-far': {
    status: 409,
    zh: '序号 {seq} 超前过多，请先对账补齐',
    en: 'Number {seq} is too far ahead; reconcile first',
  },
  'exchange.seq-reused': {
    status: 409,
    zh: '序号 {seq} 已用于另一条不同的报文',
    en: 'Number {seq} was used for a different message',
  },
  'exchange.not-understood': {
    status: 422,
    zh: '报文内容不符合约定：{reason}',
    en: 'The message does not follow the contract: {reason}',
  },
  'exchange.unknown-order': {
    status: 422,
    zh: '没有编号为 {orderId} 的工单',
    en: 'There is no order {orderId}',
  },
  'exchange.unknown-backup': {
    status: 422,
    zh: '没有编号为 {backupId} 的警力支援请求',
    en: 'There is no request for officers {backupId}',
  },
  'exchange.not-yours-to-say': {
    status: 422,
    zh: '只有交办方可以答复或撤回，只有承办方可以申请办结',
    en: 'Only the giver answers or recalls an order, and only the other side reports its result',
  },
  'exchange.order-changed': {
    status: 422,
    zh: '编号 {orderId} 的工单此前已收到，内容不同；补充内容请发进展',
    en: 'Order {orderId} was received before with other contents; send what is new as a step',
  },
  'exchange.nothing-to-retry': {
    status: 409,
    zh: '序号 {seq} 的报文不需要重试',
    en: 'Message {seq} has nothing to retry',
  },
  'exchange.nothing-missing': {
    status: 409,
    zh: '{from} 至 {to} 号之间没有缺号',
    en: 'Nothing is missing from {from} to {to}',
  },
  'exchange.too-many-missing': {
    status: 400,
    zh: '一次最多放弃 {max} 个号',
    en: 'At most {max} numbers are given up at once',
  },
  'exchange.body-erased': {
    status: 410,
    zh: '序号 {seq} 的报文正文已按保留期限清除，不能重发',
    en: 'The text of message {seq} was erased when its time was over; it cannot be sent again',
  },
} as const satisfies Record<string, RefusalText>;

export type ExchangeRefusal = keyof typeof EXCHANGE_REFUSALS;
