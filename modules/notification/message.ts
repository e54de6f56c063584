// The nouns: a notice is what one fact has to say to a unit, a message is what one person gets of it, a
// delivery is one sending of it over one channel. Pure.
import type { Role } from '#modules/identity/index.ts';
import type { Instant } from '#platform/time/index.ts';
import type { Params, Template } from './templates.ts';

/**
 * How a message comes: urgent ones ring until somebody says 收到 and go up the chain when nobody does;
 * ordinary ones ask for something; information asks for nothing.
 */
export const URGENCIES = ['urgent', 'ordinary', 'information'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** What the receiver is asked to do. As soon as that is done, by whomever, the message is done. */
export const ASKS = [
  'accept', // 受理
  'verify', // 核实
  'dispatch', // 派遣
  'sign', // 签收 of one assignment
  'handle', // 处置
  'check', // 核查
  'decide', // 审批缓办延期挂账
  'second', // 第二人确认
  'reply', // 答复督办
  'help', // 收到 or an answer to a request for help
  'clock', // whatever stops a clock that has run out
  'spotCheck', // 抽查 of the matters of a draw
  'attend', // nothing but to know of it: 收到 is enough
  'nothing',
] as const;
export type Ask = (typeof ASKS)[number];

/** Ways out of the house. The message in the page itself is no channel: it is always there. */
export const CHANNELS = [
  'sms',
  'voice',
  'zhezhengding',
  'wecom',
  'webPush',
  'email',
  'webhook',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Whom a notice is for; `key` (target.ts) is how it is stored. */
export type Target = Readonly<
  | { kind: 'unit'; unitId: number }
  /** The heads of a unit, for what its workers cannot decide. */
  | { kind: 'heads'; unitId: number }
  /** Holders of these roles anywhere in the county. */
  | { kind: 'roles'; roles: readonly Role[] }
  /** Those who look after a village. */
  | { kind: 'village'; villageId: number }
  /** One person. */
  | { kind: 'person'; accountId: string }
>;

/** What one fact says to one target. */
export type Notice = Readonly<{
  template: Template;
  target: Target;
  urgency: Urgency;
  ask: Ask;
  /** The assignment, supervision or clock that `ask` means. */
  askNo: number | null;
  params: Params;
}>;

/** How a message came to be done. */
export const DONE_HOWS = [
  'acted', // what it asked for has been done
  'answered', // a colleague said 收到 first
  'superseded', // a newer one asks the same
] as const;
export type DoneHow = (typeof DONE_HOWS)[number];

/** A stored notice about a matter that still waits. */
export type OpenNotice = Readonly<{
  id: string;
  countyId: number;
  incidentId: string;
  target: Target;
  template: Template;
  params: Params;
  urgency: Urgency;
  ask: Ask;
  askNo: number | null;
  level: number;
  position: number;
  createdAt: Instant;
}>;
