// The roles of a county's governance network as data: what each may see and configure.
// Which verbs a role may use on an incident is said by the incident module (rights.ts).
// Source: domain defaults 3(b); the three administrators (三员) hold no business rights (MLPS level 3).

/** How far a right reaches from the post that holds it. */
export type Reach = 'own' | 'assigned' | 'unit' | 'grid' | 'village' | 'town' | 'county' | 'city';

/** Personal data of a reporter: seen in clear, behind a logged reason, masked always, or not at all. */
export type PersonalDataRight = 'clear' | 'reveal' | 'masked';

export type AdminRight =
  | 'accounts' // open, close and appoint accounts (system administrator)
  | 'policies' // password, second factor and access policies, revocation (security administrator)
  | 'audit' // read the audit log (audit administrator)
  | 'catalog' // catalogue, routes, calendars, templates (process administrator)
  | 'places' // divisions, grids, addresses (data steward)
  | 'models'; // versions of the models (model analyst)

export type RoleDefinition = Readonly<{
  name: { zh: string; en: string };
  /** Incidents the role may see; null sees none. */
  view: Reach | null;
  personalData: PersonalDataRight;
  export: boolean;
  import: boolean;
  admin: readonly AdminRight[];
  /** Two factors for town level and above (defaults 3(b) rule 6). */
  secondFactor: boolean;
}>;

const business = (
  zh: string,
  en: string,
  view: Reach | null,
  personalData: PersonalDataRight,
  more: Partial<Pick<RoleDefinition, 'export' | 'import' | 'secondFactor' | 'admin'>> = {},
): RoleDefinition => ({
  name: { zh, en },
  view,
  personalData,
  export: more.export ?? false,
  import: more.import ?? false,
  admin: more.admin ?? [],
  secondFactor: more.secondFactor ?? false,
});

const town = { export: true, secondFactor: true } as const;
const county = { export: true, import: true, secondFactor: true } as const;

export const ROLES = {
  citizen: business('居民', 'Citizen', 'own', 'clear'),
  gridWorker: business('网格员', 'Grid worker', 'grid', 'masked'),
  safetyOfficer: business('平安员', 'Safety officer', 'own', 'masked'),
  villageCadre: business('村社干部', 'Village cadre', 'village', 'masked'),
  infoClerk: business('指挥室信息员', 'Command-room clerk', 'town', 'reveal', {
    ...town,
    import: true,
  }),
  deputyDirector: business('指挥室专职副主任', 'Deputy director', 'town', 'reveal', town),
  townLeader: business('乡镇领导', 'Town leader', 'town', 'masked', town),
  responseTeam: business('联动处置队', 'Response team', 'assigned', 'reveal'),
  enforcementOfficer: business('综合行政执法队员', 'Enforcement officer', 'assigned', 'reveal'),
  deptHandler: business('部门承办人', 'Department handler', 'unit', 'reveal'),
  deptLead: business('部门负责人', 'Department head', 'unit', 'masked', { export: true }),
  countyDuty: business('社会治理中心值班员', 'County duty clerk', 'county', 'reveal', county),
  countyCommander: business('指挥长', 'County commander', 'county', 'reveal', county),
  supervisor: business('综合督查科', 'Supervision section', 'county', 'masked', county),
  cityCentre: business('市级中心', 'City centre', 'city', 'masked', {
    export: true,
    secondFactor: true,
  }),
  policeLiaison: business('110 接口人', 'Police liaison', 'assigned', 'masked'),
  npcDeputy: business('人大代表/政协委员', 'Deputy', 'own', 'masked'),
  mediator: business('调解员', 'Mediator', 'assigned', 'reveal'),
  propertyManager: business('物业联系人', 'Property manager', 'assigned', 'masked'),
  expertReviewer: business('行业鉴定人', 'Expert reviewer', 'assigned', 'masked'),
  modelAnalyst: business('研判管理员', 'Model analyst', null, 'masked', {
    admin: ['models'],
  }),
  processAdmin: business('流程配置员', 'Process administrator', null, 'masked', {
    admin: ['catalog'],
  }),
  dataSteward: business('数据管理员', 'Data steward', null, 'masked', { admin: ['places'] }),
  sysAdmin: business('系统管理员', 'System administrator', null, 'masked', {
    admin: ['accounts'],
    secondFactor: true,
  }),
  secAdmin: business('安全管理员', 'Security administrator', null, 'masked', {
    admin: ['policies'],
    secondFactor: true,
  }),
  auditor: business('审计管理员', 'Audit administrator', null, 'masked', {
    admin: ['audit'],
    secondFactor: true,
  }),
  serviceClient: business('系统对接账号', 'Service client', 'own', 'masked', { import: true }),
} as const satisfies Record<string, RoleDefinition>;

export type Role = keyof typeof ROLES;
export const ROLE_CODES = Object.keys(ROLES) as readonly Role[];

/** The definition of a role, with its fields widened from the literals above. */
export function roleDefinition(role: Role): RoleDefinition {
  return ROLES[role];
}
