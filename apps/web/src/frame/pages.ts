// The pages of the console and who may use them: the navigation shows no others.
import {
  DESK_ROLES,
  FIELD_ROLES,
  SPOT_CHECKERS,
  WHAT_IF_LEADERS,
} from '#modules/incident/contract.ts';
import { MODEL_READERS } from '#modules/triage/contract.ts';
import type { Me } from '../api/session.ts';
import type { IconName } from '../look/icons.tsx';
import { readsRosters } from '../roster/api.ts';
import type { TextKey } from '../text/language.tsx';
import { requestWordsOf } from './requests.ts';

export type PageEntry = Readonly<{
  path: string;
  label: TextKey;
  icon: IconName;
  allowed: (me: Me) => boolean;
}>;

/** What people in the field have in their hand. */
const TASKS = '/tasks';

const PAGES: readonly PageEntry[] = [
  { path: '/work', label: 'nav.work', icon: 'inbox', allowed: (me) => me.may.view },
  {
    path: TASKS,
    label: 'nav.tasks',
    icon: 'check',
    allowed: (me) => me.posts.some(({ role }) => FIELD_ROLES.includes(role)),
  },
  {
    path: '/desk',
    label: 'nav.desk',
    icon: 'phone',
    allowed: (me) => me.posts.some(({ role }) => DESK_ROLES.includes(role)),
  },
  { path: '/square', label: 'nav.square', icon: 'square', allowed: (me) => me.may.view },
  {
    path: '/supervisions',
    label: 'nav.supervisions',
    icon: 'alarm',
    allowed: (me) => me.may.view && me.posts.some(({ role }) => role !== 'citizen'),
  },
  {
    path: '/spot-checks',
    label: 'nav.spotChecks',
    icon: 'search',
    allowed: (me) => me.posts.some(({ role }) => SPOT_CHECKERS[role] !== undefined),
  },
  {
    path: '/topics',
    label: 'nav.topics',
    icon: 'flame',
    allowed: (me) => me.may.view && me.posts.some(({ role }) => role !== 'citizen'),
  },
  { path: '/report', label: 'nav.report', icon: 'pen', allowed: (me) => me.may.report },
  { path: '/map', label: 'nav.map', icon: 'map', allowed: (me) => me.may.view },
  { path: '/roster', label: 'nav.roster', icon: 'users', allowed: readsRosters },
  { path: '/resources', label: 'nav.resources', icon: 'star', allowed: readsRosters },
  { path: '/duty-lists', label: 'nav.dutyLists', icon: 'file', allowed: readsRosters },
  {
    path: '/catalog',
    label: 'nav.catalog',
    icon: 'book',
    allowed: (me) => readsRosters(me) || me.may.admin.includes('catalog'),
  },
  { path: '/import', label: 'nav.import', icon: 'upload', allowed: (me) => me.may.import },
];

const ADMIN_PAGES: readonly PageEntry[] = [
  {
    path: '/admin/accounts',
    label: 'nav.accountsShort',
    icon: 'users',
    allowed: (me) => me.may.admin.includes('accounts'),
  },
  {
    path: '/admin/deliveries',
    label: 'nav.deliveriesShort',
    icon: 'bell',
    allowed: (me) => me.may.admin.includes('accounts'),
  },
  {
    path: '/admin/policies',
    label: 'nav.policiesShort',
    icon: 'shield',
    allowed: (me) => me.may.admin.includes('policies'),
  },
  {
    path: '/admin/audit',
    label: 'nav.auditShort',
    icon: 'file',
    allowed: (me) => me.may.admin.includes('audit'),
  },
  {
    path: '/admin/exchange',
    label: 'nav.exchangeShort',
    icon: 'chain',
    allowed: (me) => me.may.admin.includes('accounts'),
  },
  {
    path: '/admin/routes',
    label: 'nav.routesShort',
    icon: 'route',
    allowed: (me) => me.may.admin.includes('catalog'),
  },
  {
    path: '/what-if',
    label: 'nav.whatIf',
    icon: 'hourglass',
    allowed: (me) =>
      me.may.admin.includes('catalog') ||
      me.may.admin.includes('accounts') ||
      me.posts.some(({ role }) => WHAT_IF_LEADERS.includes(role)),
  },
  {
    path: '/admin/models',
    label: 'nav.modelsShort',
    icon: 'machine',
    allowed: (me) => me.posts.some(({ role }) => MODEL_READERS.includes(role)),
  },
];

export function pagesOf(me: Me): readonly PageEntry[] {
  const words = requestWordsOf(me);
  const labels: Readonly<Record<string, TextKey>> = words
    ? { '/work': words.title, '/report': words.report }
    : {};
  return PAGES.filter((page) => page.allowed(me)).map((page) => ({
    ...page,
    label: labels[page.path] ?? page.label,
  }));
}

/** What people in the field do most, first. */
const FIELD_ORDER: readonly string[] = [TASKS, '/report', '/work', '/map'];

/** In the order in which a thumb wants them. */
function inThumbOrder(pages: readonly PageEntry[]): readonly PageEntry[] {
  if (!pages.some(({ path }) => path === TASKS) || pages.some(({ path }) => path === '/desk'))
    return pages;
  const rank = ({ path }: PageEntry): number => {
    const at = FIELD_ORDER.indexOf(path);
    return at < 0 ? FIELD_ORDER.length : at;
  };
  return pages.toSorted((a, b) => rank(a) - rank(b));
}

/** Tabs that fit under a thumb beside 更多. */
const TABS_MAX = 4;
/** Entries that a laptop's height (768 px) holds beside 更多. */
const RAIL_MAX = 9;

/** Somebody's pages: in front on the tabs of a phone or the rail of a desk, the others behind 更多. */
export function navigationOf(
  me: Me,
  phone: boolean,
): Readonly<{ front: readonly PageEntry[]; behind: readonly PageEntry[] }> {
  const pages = [...pagesOf(me), ...adminPagesOf(me)];
  const all = phone ? inThumbOrder(pages) : pages;
  const most = phone ? TABS_MAX : RAIL_MAX;
  // 更多 itself takes the place of one: a single page needs no door before it.
  const front = !phone && all.length === most + 1 ? all : all.slice(0, most);
  return { front, behind: all.slice(front.length) };
}

/** Whether a page behind an address is theirs; addresses that are no page of the navigation are everybody's. */
export function mayOpen(me: Me, address: string): boolean {
  const page = [...PAGES, ...ADMIN_PAGES].find(
    ({ path }) => address === path || address.startsWith(`${path}/`),
  );
  return page?.allowed(me) ?? true;
}

export function adminPagesOf(me: Me): readonly PageEntry[] {
  return ADMIN_PAGES.filter((page) => page.allowed(me));
}

/** Where a person arrives after signing in; in the field, with a phone, at the day's work. */
export function homeOf(me: Me, phone: boolean): string {
  const pages = pagesOf(me);
  const home =
    (phone && pages.find(({ path }) => path === TASKS)) || pages[0] || adminPagesOf(me)[0];
  return home?.path ?? '/account';
}
