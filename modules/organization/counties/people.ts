// The people of a demonstration county: one account of each role that a newcomer may sign in with,
// and the clerks, handlers and grid workers that fill the rosters. All names are made up. Pure.
import type { DemoPerson, PlaceDefinition, UnitDefinition } from './definition.ts';

export type PeopleRequest = Readonly<{
  language: 'zh' | 'en';
  /** Keeps the logins of several counties apart. */
  loginPrefix: string;
  /** The town where the shown accounts of town level work. */
  homeTown: string;
  /** The village of it where the shown grid worker, safety officer and cadre work. */
  homeVillage: string;
  places: readonly PlaceDefinition[];
  units: readonly UnitDefinition[];
}>;

/** Login, role, and the line of the unit it belongs to; at what place. */
const SHOWN = [
  ['citizen', 'citizen', null, 'county'],
  ['grid', 'gridWorker', 'village', 'grid'],
  ['safety', 'safetyOfficer', 'village', 'village'],
  ['cadre', 'villageCadre', 'village', 'village'],
  ['clerk', 'infoClerk', 'command', 'town'],
  ['director', 'deputyDirector', 'command', 'town'],
  ['leader', 'townLeader', 'command', 'town'],
  ['team', 'responseTeam', 'response', 'town'],
  ['officer', 'enforcementOfficer', 'enforcement', 'town'],
  ['handler', 'deptHandler', 'enforcement', 'town'],
  ['head', 'deptLead', 'enforcement', 'county'],
  ['duty', 'countyDuty', 'command', 'county'],
  ['commander', 'countyCommander', 'command', 'county'],
  ['supervisor', 'supervisor', 'supervision', 'county'],
  ['city', 'cityCentre', 'command', 'county'],
  ['police', 'policeLiaison', 'police', 'town'],
  ['deputy', 'npcDeputy', null, 'county'],
  ['mediator', 'mediator', 'justice', 'town'],
  ['property', 'propertyManager', 'property', 'county'],
  ['expert', 'expertReviewer', 'finance', 'county'],
  ['analyst', 'modelAnalyst', 'command', 'county'],
  ['process', 'processAdmin', 'command', 'county'],
  ['steward', 'dataSteward', 'data', 'county'],
  ['sysadmin', 'sysAdmin', null, 'county'],
  ['secadmin', 'secAdmin', null, 'county'],
  ['auditor', 'auditor', null, 'county'],
  ['service', 'serviceClient', 'command', 'county'],
] as const;

/** Who fills a unit's roster, by the unit's kind or line. */
function rosterRole({ kind, line }: UnitDefinition): string {
  switch (kind) {
    case 'commandRoom':
      return 'infoClerk';
    case 'countyCentre':
      return 'countyDuty';
    case 'team':
      return 'responseTeam';
    case 'village':
      return 'gridWorker';
    case 'supervision':
      return 'supervisor';
    default:
      return line === 'police' ? 'policeLiaison' : 'deptHandler';
  }
}

/** The line of a post: none where the unit answers for everything in its place (块). */
function postLine({ line }: UnitDefinition): string | null {
  return line === 'village' || line === 'command' ? null : line;
}

/** One shown account of each role, then one person on the roster of every unit. */
export function demoPeople(request: PeopleRequest): DemoPerson[] {
  const { places, units, homeTown, homeVillage, loginPrefix, language } = request;
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const county = places.find(({ level }) => level === 'county')?.code ?? '';
  const gridsOf = Map.groupBy(
    places.filter(({ level }) => level === 'grid'),
    ({ parentCode }) => parentCode,
  );
  const gridCodes = (village: string | null) => gridsOf.get(village)?.map(({ code }) => code) ?? [];
  const nameOf = language === 'zh' ? chineseName : englishName;

  const shown = SHOWN.map(([login, role, line, level], i): DemoPerson => {
    const townCode = level === 'county' ? null : homeTown;
    const villageCode = level === 'village' || level === 'grid' ? homeVillage : null;
    // Where the town has no such office, the county's answers.
    const unit = [villageCode, townCode, county]
      .map((place) => byCode.get(`${place}-${line}`))
      .find((candidate) => candidate !== undefined);
    return {
      login: loginPrefix + login,
      name: nameOf(i),
      role,
      unitCode: unit?.code ?? null,
      line: unit ? postLine(unit) : null,
      townCode,
      villageCode,
      gridCodes: level === 'grid' ? gridCodes(villageCode) : [],
      shown: true,
    };
  });
  const townOf = new Map(places.map(({ code, townCode }) => [code, townCode]));
  const roster = units.map((unit, i): DemoPerson => {
    const role = rosterRole(unit);
    const villageCode = unit.kind === 'village' ? unit.placeCode : null;
    return {
      login: `${loginPrefix}${unit.placeCode}-${unit.line}`.toLowerCase(),
      name: nameOf(SHOWN.length + i),
      role,
      unitCode: unit.code,
      line: postLine(unit),
      townCode: townOf.get(unit.placeCode) ?? null,
      villageCode,
      gridCodes: role === 'gridWorker' ? gridCodes(villageCode) : [],
      shown: false,
    };
  });
  return [...shown, ...roster];
}

// Trees and hills make names that nobody has.
const SURNAMES = [...'林陈郑金叶周吴赵倪黄包万南胡徐朱蔡施潘连'];
const GIVEN = [
  ...['小枫', '小桥', '小松', '小竹', '小梅', '小兰', '小菊', '小桐', '小杉', '小榕', '小荷'],
  ...['大枫', '大桥', '大松', '大竹', '大梅', '大兰', '大桐', '大杉', '大榕', '大荷', '大柏'],
  ...['一枫', '一桥', '一松', '一竹', '一梅', '一兰', '一菊', '一桐', '一杉', '一榕', '一荷'],
  ...['青山', '青岩', '青溪', '青石', '雁山', '雁湖', '雁溪', '清江', '清泉', '清风'],
];

function chineseName(i: number): string {
  return `${SURNAMES[i % SURNAMES.length]}${GIVEN[Math.floor(i / SURNAMES.length) % GIVEN.length]}`;
}

const FIRST = [
  'Maple',
  'Aspen',
  'Rowan',
  'Hazel',
  'Willow',
  'Linden',
  'Alder',
  'Juniper',
  'Laurel',
];
const LAST = ['Bridge', 'Brook', 'Hill', 'Stone', 'Field', 'Ford', 'Wood', 'Lake', 'Marsh', 'Vale'];

function englishName(i: number): string {
  return `${FIRST[i % FIRST.length]} ${LAST[Math.floor(i / FIRST.length) % LAST.length]}`;
}
