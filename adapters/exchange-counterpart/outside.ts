// An outside 110 or 12345 to exchange with, for tests and for trying things out: it has its own numbers,
// its own book of orders and its own opinion, and it can be made to lose, repeat, reorder and forget.
import {
  CONTRACT_VERSION,
  Envelope,
  Message,
  type Inbound,
  type MessageOf,
  type Range,
  type Receipt,
  type Standing,
  type Transport,
} from '#modules/exchange/index.ts';
import { Failure } from '#platform/errors/index.ts';
import type { Random } from '#platform/chance/index.ts';
import { MINUTE, type Clock } from '#platform/time/index.ts';

/** Shares from 0 to 1 of what goes wrong on the way. */
export type Faults = Readonly<{
  /** Sent and never arrived, though the sender believes it did. */
  lose: number;
  /** Sent twice. */
  repeat: number;
  /** Held back for a round while later ones go. */
  reorder: number;
  /** Kept, but the receipt was lost: the sender tries again. */
  loseReceipt: number;
  /** Acknowledged and then forgotten, as after a restored backup. */
  forget: number;
}>;
export const NO_FAULTS: Faults = { lose: 0, repeat: 0, reorder: 0, loseReceipt: 0, forget: 0 };

/** How it answers. */
export type Manners = Readonly<{
  /** What it says to a result of its order; null: nothing yet. */
  judge: (
    order: OutsideOrder,
    result: MessageOf<'result'>,
  ) => Readonly<{ accepted: boolean; words?: string }> | null;
  /** What it does with an order that it was given: the steps, and at last its result. */
  handle: (order: OutsideOrder) => readonly Message[];
  /** What it says to a request for officers. */
  support: (backup: MessageOf<'backup'>) => readonly MessageOf<'backupStep'>[];
}>;

export type OutsideOrder = {
  readonly orderId: string;
  readonly givenBy: 'outside' | 'house';
  /** What the other side told of it, in the order of its numbers. */
  readonly heard: Message[];
  state: 'open' | 'resultSent' | 'closed' | 'recalled';
};

/** Everything it knows, as it can be written down: a desk that starts anew goes on with its numbers. */
export type Book = Readonly<{
  sent: OwnMessage[];
  received: Envelope[];
  applied: number;
  orders: OutsideOrder[];
}>;

export type OutsideOptions = Readonly<{
  system: string;
  road: Transport;
  clock: Clock;
  random: Random;
  faults?: Faults;
  manners: Manners;
  /** What it knew before. */
  book?: Book;
  /** Hears what is said and heard. */
  tell?: (line: string) => void;
}>;

type OwnMessage = { readonly envelope: Envelope; acknowledged: Receipt['result'] | null };

export type Outside = Readonly<{
  /** Says something to the house; it goes with the next round. */
  say: (message: Message) => void;
  /** Gives an order. */
  give: (order: MessageOf<'order'>) => void;
  /** Sends what is not acknowledged and picks up what came; how much there was to do. */
  round: () => Promise<number>;
  reconcile: () => Promise<void>;
  inbound: Inbound;
  standing: () => Standing;
  book: () => Book;
  setFaults: (faults: Faults) => void;
  orders: ReadonlyMap<string, OutsideOrder>;
  backups: ReadonlyMap<string, MessageOf<'backup'>>;
  calls: readonly MessageOf<'call'>[];
  /** Receipts that refused a message of ours. */
  refusals: readonly Receipt[];
}>;

export function createOutside(options: OutsideOptions): Outside {
  const { system, road, clock, random, manners } = options;
  const tell = options.tell ?? (() => {});
  let faults = options.faults ?? NO_FAULTS;
  const sent: OwnMessage[] = [...(options.book?.sent ?? [])];
  const received = new Map(options.book?.received.map((each) => [each.seq, each]));
  let applied = options.book?.applied ?? 0;
  let told = 0;
  const orders = new Map(options.book?.orders.map((each) => [each.orderId, each]));
  const backups = new Map<string, MessageOf<'backup'>>();
  const calls: MessageOf<'call'>[] = [];
  const refusals: Receipt[] = [];
  const now = () => new Date(clock.now()).toISOString();

  function say(message: Message): void {
    const seq = sent.length + 1;
    const envelope: Envelope = {
      contract: CONTRACT_VERSION,
      system,
      direction: 'in',
      seq,
      key: `${system}-${String(seq).padStart(8, '0')}`,
      at: now(),
      message,
    };
    sent.push({ envelope, acknowledged: null });
  }

  function give(order: MessageOf<'order'>): void {
    orders.set(order.orderId, {
      orderId: order.orderId,
      givenBy: 'outside',
      heard: [],
      state: 'open',
    });
    say(order);
  }

  function note(receipt: Receipt): void {
    const own = sent[receipt.seq - 1];
    if (!own || receipt.direction !== 'in' || receipt.key !== own.envelope.key) return;
    own.acknowledged = receipt.result;
    if (receipt.result !== 'refused') return;
    refusals.push(receipt);
    tell(`refused ${receipt.seq}: ${receipt.code ?? ''}`);
  }

  async function sendAll(): Promise<number> {
    let done = 0;
    for (const own of sent) {
      if (own.acknowledged !== null) continue;
      if (random() < faults.reorder) continue;
      done += 1;
      if (random() < faults.lose) {
        own.acknowledged = 'taken';
        continue;
      }
      const times = random() < faults.repeat ? 2 : 1;
      for (let time = 0; time < times; time++) {
        const receipt = await road.send(own.envelope).catch((error: unknown) => {
          if (error instanceof Failure) return 'away' as const;
          throw error;
        });
        if (receipt === 'away') return done;
        if (receipt) note(receipt);
      }
      // Its receipt comes later; until then it is not sent again and again.
      own.acknowledged ??= 'taken';
    }
    return done;
  }

  async function message(raw: unknown): Promise<Receipt> {
    const envelope = Envelope.parse(raw);
    if (envelope.system !== system || envelope.direction !== 'out')
      throw new Failure('exchange.not-for-us');
    const receipt = (result: Receipt['result']): Receipt => ({
      contract: CONTRACT_VERSION,
      system,
      direction: 'out',
      seq: envelope.seq,
      key: envelope.key,
      result,
      at: now(),
    });
    if (random() < faults.lose) throw new Failure('exchange.away');
    if (random() < faults.forget) return receipt('taken');
    const before = received.get(envelope.seq);
    if (!before) received.set(envelope.seq, envelope);
    hearInOrder();
    if (random() < faults.loseReceipt) throw new Failure('exchange.away');
    return receipt(before ? 'repeated' : 'taken');
  }

  /** In the order of the numbers: what comes after a gap waits for it. */
  function hearInOrder(): void {
    for (;;) {
      const next = received.get(applied + 1);
      if (!next) return;
      applied += 1;
      hear(Message.parse(next.message));
    }
  }

  function hear(heard: Message): void {
    tell(`heard ${heard.kind}${'step' in heard ? ` ${heard.step}` : ''}`);
    switch (heard.kind) {
      case 'order': {
        const order: OutsideOrder = {
          orderId: heard.orderId,
          givenBy: 'house',
          heard: [heard],
          state: 'open',
        };
        orders.set(heard.orderId, order);
        manners.handle(order).forEach(say);
        return;
      }
      case 'backup':
        backups.set(heard.backupId, heard);
        manners.support(heard).forEach(say);
        return;
      case 'call':
        calls.push(heard);
        return;
      case 'backupStep':
        return;
      default: {
        const order = orders.get(heard.orderId);
        if (order) hearOf(order, heard);
      }
    }
  }

  function hearOf(order: OutsideOrder, heard: Message): void {
    order.heard.push(heard);
    if (heard.kind === 'recall') order.state = 'recalled';
    if (heard.kind === 'step' && heard.step === 'reworked') order.state = 'open';
    if (heard.kind === 'answer') {
      order.state = heard.accepted ? 'closed' : 'open';
      if (!heard.accepted) manners.handle(order).forEach(say);
    }
    if (heard.kind !== 'result') return;
    order.state = 'resultSent';
    const judged = manners.judge(order, heard);
    if (!judged) return;
    const { accepted, words } = judged;
    const { orderId } = order;
    say({ kind: 'answer', orderId, accepted, at: now(), ...(words ? { words } : {}) });
    order.state = accepted ? 'closed' : 'open';
  }

  function missing(): Range[] {
    const ranges: Range[] = [];
    const highest = Math.max(told, ...received.keys(), 0);
    for (let seq = applied + 1; seq <= highest; seq++) {
      if (received.has(seq)) continue;
      const last = ranges.at(-1);
      if (last?.[1] === seq - 1) last[1] = seq;
      else ranges.push([seq, seq]);
    }
    return ranges.slice(0, RANGES_TOLD_MAX);
  }

  const standing = (): Standing => ({
    contract: CONTRACT_VERSION,
    system,
    of: 'outside',
    at: now(),
    sent: sent.length,
    received: { highest: Math.max(0, ...received.keys()), missing: missing() },
  });

  /** What the house lacks is sent again. */
  function takeStanding(theirs: Standing): Standing {
    told = Math.max(told, theirs.sent);
    const lacks = (seq: number) =>
      seq > theirs.received.highest ||
      theirs.received.missing.some(([from, to]) => seq >= from && seq <= to);
    for (const own of sent)
      if (own.acknowledged !== 'refused' && lacks(own.envelope.seq)) own.acknowledged = null;
    return standing();
  }

  const inbound: Inbound = {
    message,
    receipt: (receipt) => Promise.resolve(note(receipt)),
    standing: (theirs) => Promise.resolve(takeStanding(theirs)),
  };
  return {
    say,
    give,
    async round() {
      const picked = await road.poll(inbound).catch((error: unknown) => {
        if (error instanceof Failure) return 0;
        throw error;
      });
      return picked + (await sendAll());
    },
    async reconcile() {
      const theirs = await road.reconcile(standing());
      if (theirs) takeStanding(theirs);
    },
    inbound,
    standing,
    book: () => ({ sent, received: [...received.values()], applied, orders: [...orders.values()] }),
    setFaults: (next) => void (faults = next),
    orders,
    backups,
    calls,
    refusals,
  };
}
/** As the contract allows. */
const RANGES_TOLD_MAX = 100;

/** Somebody reasonable: closes what is done, does what it is given, sends two officers. */
export function plainManners(clock: Clock): Manners {
  const at = (minutes = 0) => new Date(clock.now() + minutes * MINUTE).toISOString();
  return {
    judge: () => ({ accepted: true }),
    handle: ({ orderId }) => [
      { kind: 'step', orderId, step: 'received', at: at(), number: `R-${orderId}`.slice(0, 80) },
      { kind: 'step', orderId, step: 'signed', at: at() },
      { kind: 'result', orderId, outcome: 'solved', at: at(), words: '已处理完毕' },
    ],
    support: ({ backupId }) => [
      { kind: 'backupStep', backupId, step: 'granted', at: at(), officers: 2, minutes: 6 },
      { kind: 'backupStep', backupId, step: 'arrived', at: at(6), officers: 2 },
      { kind: 'backupStep', backupId, step: 'returned', at: at(30) },
    ],
  };
}
