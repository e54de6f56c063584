// The rule for every other operation of the contract: who may, in which county. One entry for each; an
// operation without an entry fails the command, so that nothing is served that nobody has thought about.
import { createECDH } from 'node:crypto';
import { ROLES, type Actor, type AdminRight, type Role } from '#modules/identity/index.ts';
import { REPORT_ROLES } from '#modules/incident/index.ts';
import type { Ask } from './rights-ask.ts';
import type { Area } from './rights-people.ts';

/** What there is in a county to ask for. */
export type Things = Readonly<{
  area: Area;
  /** An account of the county that nobody uses, one of a system, and one that is closed in the end. */
  victim: string;
  service: string;
  doomed: string;
  /** An account of the county, and somebody who works in it and has done much. */
  marks: Readonly<{ login: string; person: string }>;
  /** Somebody's session, saved view and message. */
  session: string;
  view: string;
  message: string | null;
  importId: string;
  mapping: unknown;
  resource: Readonly<{ id: string; unitId: number }>;
  /** A draw of the whole county for a spot check. */
  draw: string;
  routeRows: readonly unknown[];
  dutyRows: readonly unknown[];
  calendar: unknown;
}>;

type Rule = (actor: Actor, area: Area) => boolean;
type Made = Partial<Pick<Ask, 'body' | 'file' | 'hidden' | 'beyond' | 'never' | 'always'>> &
  Readonly<{ path: string }>;
type Make = (things: Things, may: boolean, other: Things) => Made;
export type Entry = Readonly<{
  /** `elsewhere`: another person's, so nobody may; `nobody`: asked without a session only. */
  rule: Rule | 'public' | 'elsewhere' | 'nobody';
  make: Make;
  /** Whom the other county's marks do not surprise. */
  knows?: Rule;
}>;

const NO_ID = '01900000-0000-7000-8000-0000000000ff';
const NO_DIGEST = 'f'.repeat(64);
const STALE = 999_999;

const isIn = (actor: Actor, countyId: number, roles: readonly Role[]) =>
  actor.posts.some((post) => post.place.countyId === countyId && roles.includes(post.role));
const holds =
  (...roles: readonly Role[]): Rule =>
  (actor, { countyId }) =>
    isIn(actor, countyId, roles);
const anybody: Rule = () => true;
const inCounty: Rule = (actor, { countyId }) =>
  actor.posts.some((post) => post.place.countyId === countyId);
/** An administrator's right holds in the counties of the posts that carry it. */
const administers =
  (...rights: readonly AdminRight[]): Rule =>
  (actor, { countyId }) =>
    actor.posts.some(
      ({ role, place }) =>
        place.countyId === countyId &&
        rights.some((right) => (ROLES[role].admin as readonly AdminRight[]).includes(right)),
    );
const administersAnywhere =
  (right: AdminRight): Rule =>
  (actor) =>
    actor.posts.some(({ role }) => (ROLES[role].admin as readonly AdminRight[]).includes(right));
const may =
  (what: 'export' | 'import'): Rule =>
  (actor, { countyId }) =>
    actor.posts.some(({ role, place }) => place.countyId === countyId && ROLES[role][what]);
const mayReport = holds(...REPORT_ROLES);

/** Rooms, teams and departments, and those who look after the rules (README of roster). */
export const ROSTER_READERS: readonly Role[] = [
  ...(['infoClerk', 'deputyDirector', 'townLeader', 'villageCadre', 'responseTeam'] as const),
  ...(['enforcementOfficer', 'deptHandler', 'deptLead', 'countyDuty', 'countyCommander'] as const),
  ...(['supervisor', 'cityCentre', 'policeLiaison', 'processAdmin'] as const),
];
/** Leaders, those who check, and those who look after the rules (README of triage). */
const MODEL_READERS: readonly Role[] = [
  ...(['countyDuty', 'countyCommander', 'supervisor', 'cityCentre', 'deputyDirector'] as const),
  ...(['townLeader', 'modelAnalyst', 'processAdmin', 'sysAdmin', 'auditor'] as const),
];
/** Who checks closed matters (README of inspection). */
const checks = holds('deputyDirector', 'countyDuty', 'countyCommander', 'supervisor');
const checksCounty = holds('countyDuty', 'countyCommander', 'supervisor');
/** Who leads asks over what they see; who keeps the rules gets numbers alone (apps/server/what-if-rights.ts). */
const asksWhatIf = holds('countyCommander', 'deputyDirector', 'processAdmin', 'sysAdmin');
const readsRoster = holds(...ROSTER_READERS);
/** What is the town's is kept by its deputy director, or by the county above. */
const keepsHome: Rule = (actor, area) =>
  isIn(actor, area.countyId, ['countyDuty', 'countyCommander']) ||
  actor.posts.some(
    ({ role, place }) =>
      role === 'deputyDirector' &&
      place.countyId === area.countyId &&
      place.townId === area.home.townId,
  );
/** What is the county's is kept by its own desk. */
const keepsCounty = holds('countyDuty', 'countyCommander');
const ofHomeRoom: Rule = (actor, { countyId, rooms }) =>
  actor.posts.some(({ unitId, place }) => unitId === rooms.home && place.countyId === countyId);

const ACCOUNT = ['identity.account-not-found'] as const;
const IMPORT = ['import.not-found'] as const;
const NO_DRAW = ['inspection.not-found'] as const;
/** A period in which nothing was closed: nothing is drawn, and whoever may is told so. */
const LONG_AGO = { closedFrom: 0, closedTo: 1 };

const get =
  (path: (things: Things) => string, more: Partial<Made> = {}): Make =>
  (things) => ({ path: path(things), ...more });
const account =
  (rest: string, body?: unknown): Make =>
  ({ victim }) => ({
    path: `/accounts/${victim}${rest}`,
    hidden: ACCOUNT,
    ...(body === undefined ? {} : { body }),
  });
const county =
  (path: string, body: (things: Things) => object, hidden: readonly string[] = []): Make =>
  (things) => ({ path, body: { countyId: things.area.countyId, ...body(things) }, hidden });
const oneReport = ({ area }: Things) => ({
  countyId: area.countyId,
  source: 'citizen',
  text: '路面破损',
  townId: 2_000_000_000,
});
/** Known only when the right and the county are in order. */
const REPORT_TOLD = {
  hidden: ['incident.report-not-permitted', 'incident.report-elsewhere'],
  beyond: ['intake.source-not-yours'],
} as const;

/** Everybody's in turn: a browser belongs to whoever switched it on last. Nobody listens there. */
const A_BROWSER = {
  endpoint: 'http://127.0.0.1:9/push/1',
  p256dh: createECDH('prime256v1').generateKeys('base64url'),
  auth: 'A'.repeat(22),
};

export const ENTRIES: Readonly<Record<string, Entry>> = {
  // the door
  'GET /session/ways': { rule: 'public', make: get(() => '/session/ways') },
  'GET /session/demo': { rule: 'public', make: get(() => '/session/demo') },
  'POST /session': { rule: 'nobody', make: () => ({ path: '/session', body: { login: 'rights-unknown', password: 'x' } }) }, // prettier-ignore
  'GET /session': { rule: anybody, make: get(() => '/session') },
  'DELETE /session': { rule: 'nobody', make: get(() => '/session') },
  'GET /session/pending': { rule: 'nobody', make: get(() => '/session/pending') },
  'POST /session/totp': { rule: 'nobody', make: () => ({ path: '/session/totp', body: { code: '123456' } }) }, // prettier-ignore
  'POST /password': { rule: 'nobody', make: () => ({ path: '/password', body: { current: 'x', next: 'y' } }) }, // prettier-ignore
  'GET /oidc/start': { rule: 'public', make: get(() => '/oidc/start') },
  'GET /oidc/callback': { rule: 'public', make: get(() => '/oidc/callback') },
  'GET /track/{code}': { rule: 'nobody', make: get(() => '/track/ZZZZ-ZZZZ-ZZZZ-ZZZZ', { hidden: ['incident.receipt-unknown'] }) }, // prettier-ignore
  'GET /track/{code}/check': { rule: 'nobody', make: get(() => `/track/ZZZZ-ZZZZ-ZZZZ-ZZZZ/check?hash=${NO_DIGEST}`, { hidden: ['incident.receipt-unknown'] }) }, // prettier-ignore
  'POST /track/{code}/verbs/{verb}': { rule: 'nobody', make: () => ({ path: '/track/ZZZZ-ZZZZ-ZZZZ-ZZZZ/verbs/urge', body: {}, hidden: ['incident.receipt-unknown'] }) }, // prettier-ignore
  // what is one's own
  'GET /sessions': {
    rule: anybody,
    make: ({ session }) => ({ path: '/sessions', never: [session] }),
  },
  'DELETE /sessions/{sessionId}': { rule: 'elsewhere', make: ({ session }) => ({ path: `/sessions/${session}`, hidden: ['identity.session-not-found'] }) }, // prettier-ignore
  'GET /views': { rule: anybody, make: ({ view }) => ({ path: '/views', never: [view] }) },
  'POST /views': { rule: anybody, make: () => ({ path: '/views', body: { name: 'rights', query: {} } }) }, // prettier-ignore
  'DELETE /views/{id}': { rule: anybody, make: () => ({ path: `/views/${NO_ID}` }) },
  'GET /messages': { rule: anybody, make: ({ message }) => ({ path: '/messages', ...(message ? { never: [message] } : {}) }) }, // prettier-ignore
  'GET /messages/summary': { rule: anybody, make: get(() => '/messages/summary') },
  'POST /messages/{id}/acknowledge': { rule: 'elsewhere', make: ({ message }) => ({ path: `/messages/${message ?? NO_ID}/acknowledge`, hidden: ['notification.not-found'] }) }, // prettier-ignore
  'POST /messages/seen': { rule: anybody, make: () => ({ path: '/messages/seen', body: { ids: [NO_ID] } }) }, // prettier-ignore
  'GET /messages/settings': { rule: anybody, make: get(() => '/messages/settings') },
  'PUT /messages/settings': { rule: anybody, make: () => ({ path: '/messages/settings', body: { sound: true, channels: null, quiet: null, language: 'zh' } }) }, // prettier-ignore
  'PUT /messages/addresses/{kind}': { rule: anybody, make: () => ({ path: '/messages/addresses/phone', body: { address: null } }) }, // prettier-ignore
  // administrators: three apart from one another and from the business
  'GET /accounts': { rule: administersAnywhereOf('accounts', 'policies'), knows: administers('accounts', 'policies'), make: (_here, _may, other) => ({ path: '/accounts?limit=200', never: [other.marks.login] }) }, // prettier-ignore
  'POST /accounts': { rule: administers('accounts'), make: county('/accounts', () => ({ login: 'duty', name: 'x' }), ACCOUNT) }, // prettier-ignore
  'PATCH /accounts/{accountId}': { rule: administers('accounts'), make: account('', { name: 'rights' }) }, // prettier-ignore
  'DELETE /accounts/{accountId}': { rule: administers('accounts'), make: ({ victim, doomed }, isAllowed) => ({ path: `/accounts/${isAllowed ? doomed : victim}`, hidden: ACCOUNT }) }, // prettier-ignore
  'POST /accounts/{accountId}/password': {
    rule: administers('accounts'),
    make: account('/password'),
  },
  'POST /accounts/{accountId}/posts': { rule: administers('accounts'), make: ({ victim, area }) => ({ path: `/accounts/${victim}/posts`, body: { role: 'citizen', place: { countyId: area.countyId } }, hidden: ACCOUNT }) }, // prettier-ignore
  'DELETE /accounts/{accountId}/posts/{postId}': { rule: administers('accounts'), make: account(`/posts/${NO_ID}`) }, // prettier-ignore
  'GET /accounts/{accountId}/tokens': { rule: administers('accounts', 'policies'), make: ({ service }) => ({ path: `/accounts/${service}/tokens`, hidden: ACCOUNT }) }, // prettier-ignore
  'POST /accounts/{accountId}/tokens': { rule: administers('accounts'), make: ({ service }) => ({ path: `/accounts/${service}/tokens`, body: { name: 'x', scopes: ['intake:write'] }, hidden: ACCOUNT }) }, // prettier-ignore
  'DELETE /accounts/{accountId}/tokens/{tokenId}': { rule: administers('accounts'), make: ({ service }) => ({ path: `/accounts/${service}/tokens/${NO_ID}`, hidden: ACCOUNT }) }, // prettier-ignore
  'PUT /accounts/{accountId}/lock': { rule: administers('policies'), make: account('/lock', { locked: false }) }, // prettier-ignore
  'GET /accounts/{accountId}/sessions': { rule: administers('accounts', 'policies'), make: account('/sessions') }, // prettier-ignore
  'DELETE /accounts/{accountId}/sessions': {
    rule: administers('policies'),
    make: account('/sessions'),
  },
  'DELETE /accounts/{accountId}/second-factor': { rule: administers('policies'), make: account('/second-factor') }, // prettier-ignore
  'GET /policies': { rule: administersAnywhere('policies'), make: get(() => '/policies') },
  'PATCH /policies': { rule: administersAnywhere('policies'), make: () => ({ path: '/policies', body: {} }) }, // prettier-ignore
  'GET /audit': { rule: administersAnywhere('audit'), knows: administers('audit'), make: (_here, _may, other) => ({ path: '/audit?limit=200', never: [other.marks.person, other.marks.login] }) }, // prettier-ignore
  'GET /audit/export': { rule: administersAnywhere('audit'), knows: administers('audit'), make: (_here, _may, other) => ({ path: '/audit/export', never: [other.marks.person, other.marks.login] }) }, // prettier-ignore
  'GET /record/seals': { rule: administers('audit'), make: get(({ area }) => `/record/seals?countyId=${area.countyId}`) }, // prettier-ignore
  'GET /messages/push': { rule: anybody, make: get(() => '/messages/push') },
  'POST /messages/push/devices': { rule: anybody, make: () => ({ path: '/messages/push/devices', body: A_BROWSER }) }, // prettier-ignore
  'DELETE /messages/push/devices/{id}': { rule: 'nobody', make: () => ({ path: `/messages/push/devices/${NO_ID}`, hidden: ['notification.push-not-found'] }) }, // prettier-ignore
  'GET /deliveries': { rule: administersAnywhere('accounts'), make: get(() => '/deliveries') },
  // reference data, for whoever is signed in
  'GET /organization/counties': { rule: anybody, make: get(() => '/organization/counties') },
  'GET /organization/jurisdictions': { rule: anybody, make: get(({ area }) => `/organization/jurisdictions?county=${area.countyId}`) }, // prettier-ignore
  'GET /organization/units': { rule: anybody, make: get(({ area }) => `/organization/units?county=${area.countyId}`) }, // prettier-ignore
  'GET /organization/units/serving': { rule: anybody, make: get(({ area }) => `/organization/units/serving?jurisdiction=${area.home.gridId}&line=urban-management`) }, // prettier-ignore
  'GET /organization/outline/{countyId}': { rule: anybody, make: get(({ area }) => `/organization/outline/${area.countyId}`) }, // prettier-ignore
  'GET /map/shapes': { rule: anybody, make: get(({ area }) => `/map/shapes?level=village&parent=${area.home.townId}`) }, // prettier-ignore
  'GET /catalog': { rule: anybody, make: get(({ area }) => `/catalog?countyId=${area.countyId}`) },
  'GET /catalog/items': { rule: anybody, make: get(({ area }) => `/catalog/items?countyId=${area.countyId}&text=a`) }, // prettier-ignore
  'GET /catalog/phrases': { rule: anybody, make: get(({ area }) => `/catalog/phrases?countyId=${area.countyId}`) }, // prettier-ignore
  'GET /what-if': {
    rule: asksWhatIf,
    make: get(({ area }) => `/what-if?countyId=${area.countyId}`),
  },
  'POST /what-if': { rule: asksWhatIf, make: county('/what-if', () => ({ from: 2, to: 1, limits: [{ limits: ['sign'], share: 1 }] })) }, // prettier-ignore
  'POST /what-if/cancel': { rule: asksWhatIf, make: county('/what-if/cancel', () => ({})) },
  'GET /catalog/publications': { rule: inCounty, make: get(({ area }) => `/catalog/publications?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /catalog/dry-run': { rule: administers('catalog'), make: county('/catalog/dry-run', () => ({ basedOn: STALE, change: {} })) }, // prettier-ignore
  'POST /catalog/publish': { rule: administers('catalog'), make: county('/catalog/publish', () => ({ basedOn: STALE, change: {} })) }, // prettier-ignore
  'GET /calendars': {
    rule: anybody,
    make: get(({ area }) => `/calendars?countyId=${area.countyId}`),
  },
  'GET /calendars/{version}': { rule: anybody, make: get(({ area }) => `/calendars/1?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /catalog/publications/{number}/withdraw': { rule: administers('catalog'), make: county('/catalog/publications/9999/withdraw', () => ({ reason: '写错了' })) }, // prettier-ignore
  'POST /calendars': { rule: administers('catalog'), make: county('/calendars', ({ calendar }) => ({ basedOn: STALE, definition: calendar })) }, // prettier-ignore
  'GET /places/search': { rule: inCounty, make: get(({ area }) => `/places/search?countyId=${area.countyId}&text=a`) }, // prettier-ignore
  // how a county works inside: for those who have a post there
  'GET /routes': { rule: inCounty, make: get(({ area }) => `/routes?countyId=${area.countyId}`) },
  'GET /routes/rulings': { rule: administers('catalog'), make: get(({ area }) => `/routes/rulings?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /routes/validate': { rule: inCounty, make: county('/routes/validate', ({ routeRows }) => ({ rows: routeRows })) }, // prettier-ignore
  'POST /routes/publish': { rule: administers('catalog'), make: county('/routes/publish', ({ routeRows }) => ({ rows: routeRows, basedOn: STALE })) }, // prettier-ignore
  'POST /routes/explain': { rule: inCounty, make: county('/routes/explain', ({ area }) => ({ question: { ...area.home, itemCode: '0401001', level: 4, source: 'citizen', isWorkTime: true, call110: null } })) }, // prettier-ignore
  'POST /routes/dry-run': { rule: administers('catalog'), make: county('/routes/dry-run', ({ routeRows }) => ({ rows: routeRows, latest: 1 })) }, // prettier-ignore
  // Whoever has no report of a topic within the rights is told that there is none.
  'GET /topics': { rule: anybody, make: get(() => '/topics') },
  'GET /topics/{id}': { rule: 'elsewhere', make: get(() => `/topics/${NO_ID}`, { hidden: ['topic.not-found'] }) }, // prettier-ignore
  // spot checks: drawn and seen by who may check; a room sees what is of its own town
  'POST /spot-checks/population': { rule: checks, make: county('/spot-checks/population', () => LONG_AGO) }, // prettier-ignore
  'POST /spot-checks/draws': { rule: checks, make: county('/spot-checks/draws', () => ({ ...LONG_AGO, size: 1, dueAt: Date.now() + 86_400_000 })) }, // prettier-ignore
  'GET /spot-checks/draws': {
    rule: checks,
    knows: checksCounty,
    make: ({ area }, _may, other) => ({ path: `/spot-checks/draws?countyId=${area.countyId}`, never: [other.draw] }), // prettier-ignore
  },
  'GET /spot-checks/draws/{id}': { rule: checksCounty, make: get(({ draw }) => `/spot-checks/draws/${draw}`, { hidden: NO_DRAW }) }, // prettier-ignore
  'GET /spot-checks/draws/{id}/again': { rule: checksCounty, make: get(({ draw }) => `/spot-checks/draws/${draw}/again`, { hidden: NO_DRAW }) }, // prettier-ignore
  'GET /spot-checks/waiting': { rule: checks, knows: checksCounty, make: ({ area }, _may, other) => ({ path: `/spot-checks/waiting?countyId=${area.countyId}`, never: [other.draw] }) }, // prettier-ignore
  'GET /spot-checks/figures': { rule: checks, make: get(({ area }) => `/spot-checks/figures?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /triage/preview': { rule: inCounty, make: county('/triage/preview', () => ({ text: '路面破损' })) }, // prettier-ignore
  // models: leaders and administrators look, two of the latter switch
  'GET /models': { rule: holds(...MODEL_READERS), make: get(({ area }) => `/models?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /models/{version}/changes': { rule: holds('modelAnalyst', 'sysAdmin'), make: county('/models/1/changes', () => ({ change: 'watch', reason: '试运行' })) }, // prettier-ignore
  'GET /roster': {
    rule: readsRoster,
    make: get(({ area }) => `/roster?countyId=${area.countyId}`),
  },
  'GET /roster/units/{unitId}/staff': { rule: keepsHome, make: get(({ area }) => `/roster/units/${area.rooms.home}/staff?countyId=${area.countyId}`) }, // prettier-ignore
  'PUT /roster/units/{unitId}': { rule: keepsHome, make: roster('', () => ({ basedOn: STALE, shifts: [] })) }, // prettier-ignore
  'POST /roster/units/{unitId}/changes': { rule: keepsHome, make: roster('/changes', () => ({ change: { kind: 'off', day: '2031-01-01', shiftNo: 98 } })) }, // prettier-ignore
  'DELETE /roster/units/{unitId}/changes/{id}': { rule: keepsHome, make: get(({ area }) => `/roster/units/${area.rooms.home}/changes/${NO_ID}?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /roster/units/{unitId}/swap': { rule: keepsHome, make: roster('/swap', () => ({ a: { day: '2031-01-01', shiftNo: 98 }, b: { day: '2031-01-02', shiftNo: 98 } })) }, // prettier-ignore
  'GET /resources': { rule: readsRoster, make: get(({ area }) => `/resources?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /resources': { rule: keepsHome, make: county('/resources', aResource) },
  'PUT /resources/{id}': { rule: keepsHome, make: (things) => ({ path: `/resources/${things.resource.id}`, body: { countyId: things.area.countyId, ...aResource(things), unitId: things.area.rooms.home, basedOn: STALE } }) }, // prettier-ignore
  'DELETE /resources/{id}': { rule: keepsHome, make: ({ area, resource }, isAllowed) => ({ path: `/resources/${isAllowed ? NO_ID : resource.id}?countyId=${area.countyId}` }) }, // prettier-ignore
  'POST /resources/{id}/position': { rule: ofHomeRoom, make: ({ area, resource }) => ({ path: `/resources/${resource.id}/position`, body: { countyId: area.countyId, lng6: 1, lat6: 1 }, hidden: ['roster.not-of-this-unit'] }) }, // prettier-ignore
  'GET /duty-lists': { rule: readsRoster, make: get(({ area }) => `/duty-lists?countyId=${area.countyId}`) }, // prettier-ignore
  'GET /duty-lists/{placeId}': { rule: readsRoster, make: get(({ area }) => `/duty-lists/${area.countyId}?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /duty-lists/{placeId}/publish': { rule: keepsHome, make: ({ area, dutyRows }) => ({ path: `/duty-lists/${area.home.townId}/publish`, body: { countyId: area.countyId, basedOn: STALE, rows: dutyRows } }) }, // prettier-ignore
  'GET /task-list': { rule: readsRoster, make: get(({ area }) => `/task-list?countyId=${area.countyId}`) }, // prettier-ignore
  'POST /task-list/publish': { rule: keepsCounty, make: county('/task-list/publish', () => ({ basedOn: STALE, steps: [] })) }, // prettier-ignore
  'POST /task-list/dry-run': { rule: keepsCounty, make: county('/task-list/dry-run', () => ({ steps: [], latest: 1 })) }, // prettier-ignore
  // outside systems: what they send is signed; how they stand is the system administrator's to see
  'POST /exchange/{system}/messages': { rule: 'elsewhere', make: () => ({ path: '/exchange/police/messages', body: {} }) }, // prettier-ignore
  'GET /exchange/{system}/standing': { rule: 'elsewhere', make: get(() => '/exchange/police/standing') }, // prettier-ignore
  'POST /exchange/{system}/standing': { rule: 'elsewhere', make: () => ({ path: '/exchange/police/standing', body: {} }) }, // prettier-ignore
  'GET /exchange': { rule: administersAnywhere('accounts'), make: get(() => '/exchange') },
  'GET /feed/aside': { rule: administersAnywhere('accounts'), make: get(() => '/feed/aside') },
  'POST /feed/aside/retry': { rule: administers('accounts'), make: county('/feed/aside/retry', () => ({ reader: 'notification', position: 1 })) }, // prettier-ignore
  'GET /exchange/{system}/messages': { rule: administersAnywhere('accounts'), make: get(({ area }) => `/exchange/police/messages?countyId=${area.countyId}&direction=in`) }, // prettier-ignore
  'POST /exchange/{system}/retry': { rule: administersAnywhere('accounts'), make: county('/exchange/police/retry', () => ({ direction: 'in', seq: 1 })) }, // prettier-ignore
  'POST /exchange/{system}/give-up': { rule: administersAnywhere('accounts'), make: county('/exchange/police/give-up', () => ({ from: 1, to: 1, reason: 'neverSent' })) }, // prettier-ignore
  'POST /exchange/{system}/reconcile': { rule: administersAnywhere('accounts'), make: county('/exchange/police/reconcile', () => ({})) }, // prettier-ignore
  // reports and imports
  'POST /reports': { rule: mayReport, make: (things) => ({ path: '/reports', body: oneReport(things), ...REPORT_TOLD }) }, // prettier-ignore
  'POST /reports/batch': { rule: mayReport, make: (things) => ({ path: '/reports/batch', body: { reports: [oneReport(things)] }, ...REPORT_TOLD }) }, // prettier-ignore
  'POST /evidence': {
    rule: inCounty,
    // Nothing that is taken: whoever may is told so.
    make: get(({ area }) => `/evidence?countyId=${area.countyId}`, {
      file: { name: 'a.txt', text: '无' },
      hidden: ['evidence.county-needed'],
    }),
  },
  'POST /imports': { rule: may('import'), make: get(({ area }) => `/imports?countyId=${area.countyId}`) }, // prettier-ignore
  'GET /imports': { rule: anybody, knows: may('import'), make: (_here, _may, other) => ({ path: '/imports', never: [other.importId] }) }, // prettier-ignore
  'GET /imports/{id}': { rule: may('import'), make: get(({ importId }) => `/imports/${importId}`, { hidden: IMPORT }) }, // prettier-ignore
  'POST /imports/{id}/preview': { rule: may('import'), make: ({ importId, mapping }) => ({ path: `/imports/${importId}/preview`, body: { mapping }, hidden: IMPORT }) }, // prettier-ignore
  'POST /imports/{id}/run': { rule: may('import'), make: ({ importId, mapping }) => ({ path: `/imports/${importId}/run`, body: { mapping, dryRun: true }, hidden: IMPORT }) }, // prettier-ignore
  'POST /imports/{id}/cancel': { rule: may('import'), make: get(({ importId }) => `/imports/${importId}/cancel`, { hidden: IMPORT }) }, // prettier-ignore
  'GET /imports/{id}/rejects': { rule: may('import'), make: get(({ importId }) => `/imports/${importId}/rejects`, { hidden: IMPORT }) }, // prettier-ignore
};

function administersAnywhereOf(...rights: readonly AdminRight[]): Rule {
  return (actor, area) => rights.some((right) => administersAnywhere(right)(actor, area));
}

function roster(rest: string, body: (things: Things) => object): Make {
  return (things) => ({
    path: `/roster/units/${things.area.rooms.home}${rest}`,
    body: { countyId: things.area.countyId, ...body(things) },
  });
}

function aResource({ area }: Things): object {
  return {
    unitId: area.rooms.home,
    kind: 'people',
    name: '应急小队',
    skills: [],
    capacity: 5,
    phone: null,
    lng6: 120_900_000,
    lat6: 28_100_000,
    state: 'ready',
  };
}

/** Asked with a matter or as a whole list elsewhere (rights-matter-routes.ts, rights-lists.ts). */
export const ASKED_ELSEWHERE: readonly string[] = [
  ...['GET /incidents/{id}', 'GET /incidents/{id}/why-not', 'GET /incidents/{id}/colleagues'],
  ...['GET /incidents/{id}/notices', 'POST /incidents/{id}/reveal'],
  ...['', '/thumb', '/info', '/original'].map((part) => `GET /evidence/{id}${part}`),
  ...['POST /incidents/{id}/verbs/{verb}', 'POST /verbs', 'GET /incidents'],
  ...['GET /incidents/count', 'GET /incidents/counts', 'GET /incidents/export', 'GET /callers'],
  ...['GET /map/incidents', 'GET /stream', 'GET /supervisions'],
  ...['GET /incidents/desk', 'GET /incidents/tasks', 'GET /incidents/{id}/earlier'],
  ...[
    'POST /incidents/{id}/answer-check',
    'GET /incidents/{id}/plates',
    'POST /incidents/{id}/plates/reveal',
    'POST /incidents/{id}/plates/{evidenceId}/confirm',
    'GET /incidents/{id}/advice',
    'GET /exchange/incidents/{id}',
  ],
  ...['GET /incidents/{id}/positions', 'PUT /incidents/{id}/position'],
  ...['DELETE /incidents/{id}/position', 'GET /incidents/{id}/steps'],
];

/** The questions of one person (null: nobody) about one county. */
export function asksIn(actor: Actor | null, here: Things, other: Things, op: string): Ask | null {
  const entry = ENTRIES[op];
  if (!entry) return null;
  // Of these there is nothing to be seen, whoever asks; once is enough.
  if (entry.rule === 'nobody' && actor !== null) return null;
  const isAllowed =
    entry.rule === 'public' ||
    (typeof entry.rule === 'function' && actor !== null && entry.rule(actor, here.area));
  const { path, never, ...made } = entry.make(here, isAllowed, other);
  const isAtHome = actor !== null && entry.knows?.(actor, other.area) === true;
  return {
    op,
    expect: isAllowed ? 'open' : 'shut',
    about: here.area.code,
    path: `/api/v1${path}`,
    // What is marked as the other county's is no secret to those who have the right there, too.
    ...(never && !isAtHome ? { never } : {}),
    ...made,
  };
}
