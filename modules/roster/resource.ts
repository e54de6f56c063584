// What can be called to help (力量与装备): teams, rescue teams, police back-up, equipment. Pure; the
// schemas run in the browser too.
import { z } from 'zod';

/** People or pieces of one entry. */
export const CAPACITY_MAX = 5_000;
/** Skills of one entry. */
export const SKILLS_MAX = 12;

/** 人员, 救援队, 警力, 装备: as the verb `reinforce` asks for them. */
export const RESOURCE_KINDS = {
  people: { zh: '人员', en: 'People' },
  rescue: { zh: '救援队', en: 'Rescue team' },
  police: { zh: '警力', en: 'Police' },
  equipment: { zh: '装备', en: 'Equipment' },
} as const;
export const ResourceKind = z.enum(['people', 'rescue', 'police', 'equipment']);
export type ResourceKind = z.infer<typeof ResourceKind>;

/** 可调用, 已出动, 检修中. */
export const RESOURCE_STATES = {
  ready: { zh: '可调用', en: 'Ready' },
  out: { zh: '已出动', en: 'Out' },
  maintenance: { zh: '检修中', en: 'In maintenance' },
} as const;
export const ResourceState = z.enum(['ready', 'out', 'maintenance']);
export type ResourceState = z.infer<typeof ResourceState>;

export const SKILLS = {
  mountainRescue: { zh: '山地搜救', en: 'Mountain rescue' },
  waterRescue: { zh: '水上救援', en: 'Water rescue' },
  firefighting: { zh: '消防灭火', en: 'Firefighting' },
  firstAid: { zh: '医疗急救', en: 'First aid' },
  mediation: { zh: '调解', en: 'Mediation' },
  drainage: { zh: '排涝', en: 'Pumping out water' },
  droneRecon: { zh: '无人机侦察', en: 'Drone reconnaissance' },
  emergencyLighting: { zh: '应急照明', en: 'Emergency lighting' },
  earthMoving: { zh: '土方清障', en: 'Earth moving' },
  roadRepair: { zh: '道路抢修', en: 'Road repair' },
  publicOrder: { zh: '秩序维护', en: 'Public order' },
  trafficControl: { zh: '交通疏导', en: 'Traffic control' },
  hazmat: { zh: '危化处置', en: 'Hazardous materials' },
  gasRepair: { zh: '燃气抢修', en: 'Gas repair' },
  powerRepair: { zh: '电力抢修', en: 'Power repair' },
  waterRepair: { zh: '供水抢修', en: 'Water-main repair' },
  cleanup: { zh: '清运保洁', en: 'Clearing and cleaning' },
  enforcement: { zh: '执法巡查', en: 'Code enforcement' },
} as const;
export type Skill = keyof typeof SKILLS;
export const SKILL_CODES = Object.keys(SKILLS) as [Skill, ...Skill[]];
export const Skill = z.enum(SKILL_CODES);

/** A mobile number is a person's; an office has a landline or a short number. */
const MOBILE = /^(\+?86)?1[3-9]\d{9}$/;
export const OfficePhone = z
  .string()
  .trim()
  .regex(/^[+\d][\d -]{1,23}$/)
  .refine((phone) => !MOBILE.test(phone.replace(/[ -]/g, '')), { message: 'mobile' });

/** What its keeper writes down. */
export const ResourceDraft = z.strictObject({
  unitId: z.int().positive().max(2_147_483_647),
  kind: ResourceKind,
  name: z.string().trim().min(1).max(60),
  skills: z.array(Skill).max(SKILLS_MAX),
  capacity: z.int().min(1).max(CAPACITY_MAX),
  /** Of the office, never of a person. */
  phone: OfficePhone.nullable(),
  /** Home base: whole micro-degrees, CGCS2000. */
  lng6: z.int().min(-180_000_000).max(180_000_000),
  lat6: z.int().min(-90_000_000).max(90_000_000),
  state: ResourceState,
});
export type ResourceDraft = z.infer<typeof ResourceDraft>;

/** How old a position may be and still say where something is. */
export const POSITION_KEPT_MS = 10 * 60_000;

export const Resource = ResourceDraft.extend({
  id: z.string(),
  countyId: z.int(),
  version: z.int(),
  /** Where it is, only while its unit is on an order, and only the last. */
  position: z.object({ lng6: z.int(), lat6: z.int(), at: z.number() }).nullable(),
  /** Whether whoever asked may change it. */
  mayKeep: z.boolean(),
});
export type Resource = z.infer<typeof Resource>;
