// The house put together: every module with what it needs of the others. One per process; the server,
// the workers, the commands and the stories all stand on it.
import path from 'node:path';
import {
  evidenceKeeper,
  folderStore,
  s3Store,
  type EvidenceKeeper,
} from '#modules/evidence/index.ts';
import {
  createIdentity,
  onlyCountyOf,
  type AuditEntry,
  type Identity,
} from '#modules/identity/index.ts';
import {
  indexText,
  knowledgeStore,
  numberBook,
  startPerformer,
  type Change,
  type KnowledgeStore,
  type PerformDeps,
  type Performer,
  type PerformerOptions,
  type ReadDeps,
} from '#modules/incident/index.ts';
import { findDrawn } from '#modules/inspection/index.ts';
import {
  addressKey,
  type NotificationDeps,
  type PushDoor,
  type Sender,
} from '#modules/notification/index.ts';
import type { DeliverDeps } from '#modules/notification/jobs.ts';
import { dutiesNow } from '#modules/roster/index.ts';
import {
  knownStore,
  type KnownStore,
  type PlateReader,
  type TriageKnowledge,
} from '#modules/triage/index.ts';
import type { TriageDeps } from '#modules/triage/reactions.ts';
import type { AskDuplicates } from '#modules/triage/routes.ts';
import type { Config, Secrets } from '#platform/config/index.ts';
import type { Db } from '#platform/db/index.ts';
import type { Logger } from '#platform/log/index.ts';
import type { Clock } from '#platform/time/index.ts';
import { partsAreThere } from '#adapters/plate-reader/packages.ts';
import { plateReader } from './plates.ts';
import {
  classifierHere,
  referenceStore,
  type ClassifierOf,
  type ReferenceStore,
} from './reference.ts';

export type HouseOptions = Readonly<{
  db: Db;
  config: Pick<Config, 'evidenceDir' | 's3' | 'oidc' | 'publicUrl'>;
  secrets: Secrets;
  clock: Clock;
  log: Logger;
  /** `off` spares demo accounts the second factor. */
  secondFactor: 'required' | 'off';
  performer?: PerformerOptions;
  onTriaged?: (lags: readonly number[]) => void;
  /** Ways by which messages leave the house; none unless they are given. */
  senders?: readonly Sender[];
  /** Pushing to browsers; nobody is pushed to unless it is given. */
  webPush?: Readonly<{ sender: Sender; door: PushDoor }> | undefined;
}>;

export type House = Readonly<{
  db: Db;
  clock: Clock;
  log: Logger;
  secrets: Secrets;
  reference: ReferenceStore;
  knowledge: KnowledgeStore;
  identity: Identity;
  evidence: EvidenceKeeper;
  /** Private folder for files that are being imported. */
  importsDir: string;
  perform: PerformDeps;
  performer: Performer;
  read: ReadDeps;
  triageKnowledge: (countyId: number) => Promise<TriageKnowledge>;
  /** What is known of the counties, where triage runs in this process. */
  known: KnownStore;
  /** Asks the process that knows the matters of a county, which is this one unless `answeredBeside` names another. */
  askDuplicates: AskDuplicates;
  answeredBeside: (ask: AskDuplicates) => void;
  /** Has classifiers learnt in another process: here nobody waits for a processor second of it. */
  taughtBeside: (classifierOf: ClassifierOf) => void;
  /** Reads number plates, where its parts were fetched. */
  plates: PlateReader;
  indexText: TriageDeps['indexText'];
  notification: NotificationDeps;
  deliver: DeliverDeps;
  pushDoor: PushDoor | undefined;
  /** Hears how long reports waited for triage, in ms. */
  onTriaged: (lags: readonly number[]) => void;
  /** Hears that something was committed: the relay and the clocks wake up. */
  onCommitted: (listener: (changes: readonly Change[]) => void) => void;
  /** Reads a county's reference data anew, after a publication. */
  forget: (countyId: number) => void;
  /** The same for every county of which another process has published something; answers of how many. */
  forgetOutdated: () => Promise<number>;
  /** Hears of which county. */
  onForgotten: (listener: (countyId: number) => void) => void;
  /** Answers what is taken, then writes what is still to be audited. */
  close: () => Promise<void>;
}>;

export function buildHouse(options: HouseOptions): House {
  const { db, clock, log, secrets, config, webPush } = options;
  const senders = [...(options.senders ?? []), ...(webPush ? [webPush.sender] : [])];
  let classifierOf = classifierHere;
  const reference = referenceStore(
    db,
    (countyId, version, error) =>
      log.error({ err: error, countyId, version }, 'a version of the model cannot be opened'),
    (catalog, countyId) => classifierOf(catalog, countyId),
  );
  const knowledge = knowledgeStore(reference.knowledgePorts, clock);
  const identity = createIdentity({
    db,
    clock,
    masterKey: secrets.masterKey,
    secondFactor: options.secondFactor,
    ...(config.oidc && config.publicUrl
      ? {
          outsideLogin: {
            ...config.oidc,
            name: { zh: config.oidc.name, en: config.oidc.name },
            redirectUri: `${config.publicUrl}/api/v1/oidc/callback`,
          },
        }
      : {}),
    onAuditFailure: (error) => log.error({ err: error }, 'audit entries wait to be written'),
  });
  const known = knownStore({
    ...{ db, keyring: secrets },
    onFailed: (error) => log.error({ err: error }, 'known matters could not be read'),
  });
  let askDuplicates = askHere(known, clock);
  const forgotten: ((countyId: number) => void)[] = [];
  const forget = (countyId: number) => {
    reference.forget(countyId);
    knowledge.forget(countyId);
    for (const listener of forgotten) listener(countyId);
  };
  const listeners: ((changes: readonly Change[]) => void)[] = [];
  const perform: PerformDeps = {
    db,
    keyring: secrets,
    algorithm: 'sha256',
    knowledge,
    numbers: numberBook(),
    drawnFor: findDrawn,
    onRefused({ actor, verb, incidentId, countyId }, refusal) {
      const entry: AuditEntry = {
        action: 'incident.refused',
        actorId: actor.id,
        subjectKind: 'incident',
        subjectId: incidentId,
        ...(countyId > 0 ? { countyId } : onlyCountyOf(actor)),
        success: false,
        details: { verb, code: refusal.code },
      };
      identity.auditQueue
        .add(entry)
        .catch((error: unknown) => log.error({ err: error }, 'a refusal was not audited'));
    },
    onFailed: ({ verb, incidentId }, error) =>
      log.error({ err: error, verb, incidentId }, 'one command of a batch failed'),
    onCommitted: (changes) => listeners.forEach((listener) => listener(changes)),
  };
  const performer = startPerformer(perform, clock, options.performer);
  const store = config.s3 ? s3Store(config.s3) : folderStore(path.resolve(config.evidenceDir));
  return {
    db,
    clock,
    log,
    secrets,
    reference,
    knowledge,
    identity,
    importsDir: path.resolve(path.dirname(config.evidenceDir), 'imports'),
    evidence: evidenceKeeper(db, store, secrets.masterKey),
    perform,
    performer,
    read: { db, keyring: secrets, names: reference.names },
    triageKnowledge: reference.triageKnowledge,
    known,
    plates: plateReader(partsAreThere),
    askDuplicates: (countyId, matter, policy) => askDuplicates(countyId, matter, policy),
    answeredBeside: (ask) => void (askDuplicates = ask),
    taughtBeside: (other) => void (classifierOf = other),
    indexText,
    notification: {
      db,
      namesOf: async (countyId) => {
        await reference.of(countyId);
        return reference.names;
      },
      minuteOfDay: (countyId, at) => minuteOfDay(reference.localTime(countyId, at)),
      localTime: reference.localTime,
      onDuty: async (countyId, unitIds, at) => {
        const duties = await dutiesNow(db, countyId, unitIds, at);
        return new Map(
          [...duties].map(([id, { people }]) => [id, people.map((one) => one.accountId)]),
        );
      },
      channels: senders.map(({ channel }) => channel),
    },
    deliver: {
      db,
      senders,
      addressKey: addressKey(secrets.masterKey),
      localTime: reference.localTime,
    },
    pushDoor: webPush?.door,
    onTriaged: options.onTriaged ?? (() => {}),
    onCommitted: (listener) => void listeners.push(listener),
    forget,
    async forgetOutdated() {
      const outdated = await reference.outdated();
      outdated.forEach(forget);
      return outdated.length;
    },
    onForgotten: (listener) => void forgotten.push(listener),
    async close() {
      await performer.drained();
      await identity.close();
    },
  };
}

/** Says at once what is known; a county that is not is read now, for the next question. */
export function askHere(known: KnownStore, clock: Clock): AskDuplicates {
  return (countyId, matter, policy) => {
    const isReady = known.isReady(countyId);
    const getting = known.ready(countyId, clock.now());
    // It is tried again at the next question.
    getting.catch(() => {});
    return Promise.resolve(isReady ? known.find(countyId, matter, policy) : undefined);
  };
}

/** `2026-11-21 09:05` → 545. */
function minuteOfDay(localTime: string): number {
  return Number(localTime.slice(11, 13)) * 60 + Number(localTime.slice(14, 16));
}
