// Why a version of the catalogue is not published, or a question about it not answered.
import type { RefusalText } from '#platform/http/refusal-text.ts';

export const CATALOG_REFUSALS = {
  'catalog.none-in-force': {
    status: 404,
    zh: '该县（市、区）尚未启用事项目录。',
    en: 'No catalogue is in force in this county.',
  },
  'catalog.version-unknown': {
    status: 404,
    zh: '没有编号为 {id} 的目录版本。',
    en: 'There is no version of the catalogue with the number {id}.',
  },
  'catalog.version-exists': {
    status: 409,
    zh: '版本 {version} 已发布，发布后不能修改；请使用新的版本号。',
    en: 'Version {version} has been published and cannot change; choose a new name.',
  },
  'catalog.changed-meanwhile': {
    status: 409,
    zh: '目录已有更新的第 {version} 版，请在新版上重新修订。',
    en: 'There is a newer version {version} of the catalogue; please revise that one.',
  },
  'catalog.unchanged': {
    status: 422,
    zh: '修订没有改变任何事项。',
    en: 'The revision changes nothing.',
  },
  'catalog.item-unknown': {
    status: 422,
    zh: '目录中没有编码为 {code} 的事项。',
    en: 'The catalogue has no item with the code {code}.',
  },
  'catalog.own-code': {
    status: 422,
    zh: '编码 {code} 不能新用：本地自定义事项从 900 编起，停用过的编码不另作他用。',
    en: 'The code {code} cannot be given: own items are numbered from 900, and a retired code is not used for something else.',
  },
  'catalog.own-group': {
    status: 422,
    zh: '类别编号 {code} 不能新用：本地自定义的大类、小类从 90 编起。',
    en: 'The class {code} cannot be given: own majors and subs are numbered from 90.',
  },
  'catalog.too-far-ahead': {
    status: 422,
    zh: '生效日期最多提前 {days} 天确定。',
    en: 'The day it takes effect may be at most {days} days ahead.',
  },
  'catalog.publication-unknown': {
    status: 404,
    zh: '没有第 {version} 版。',
    en: 'There is no version {version}.',
  },
  'catalog.withdrawn-already': {
    status: 409,
    zh: '该版本已经撤回。',
    en: 'This version was withdrawn already.',
  },
  'catalog.holds-already': {
    status: 409,
    zh: '该版本已经生效，不能撤回；请发布新的版本。',
    en: 'This version holds already and cannot be withdrawn; publish another one.',
  },
  'catalog.withdraw-later-first': {
    status: 409,
    zh: '第 {version} 版在该版基础上修订，请先撤回第 {version} 版。',
    en: 'Version {version} is made on this one; please withdraw that one first.',
  },
  'catalog.code-twice': {
    status: 422,
    zh: '编码 {code} 出现了两次。',
    en: 'The code {code} appears twice.',
  },
  'catalog.group-unknown': {
    status: 422,
    zh: '编码 {code} 没有对应的大类或小类。',
    en: 'The code {code} has no major or sub group.',
  },
  'catalog.group-empty': {
    status: 422,
    zh: '分类 {code} 下没有事项。',
    en: 'The group {code} has no items.',
  },
  'catalog.lead-unknown': {
    status: 422,
    zh: '事项 {code} 的牵头条线“{line}”没有任何单位承担。',
    en: 'No unit serves the line “{line}” that item {code} names as lead.',
  },
  'catalog.stages-disorder': {
    status: 422,
    zh: '事项 {code} 的分段时限未递增，或最后一段与处置时限不一致。',
    en: 'The stages of item {code} do not grow, or the last one is not its handling limit.',
  },
  'catalog.1312-incomplete': {
    status: 422,
    zh: '事项 {code} 标为“1312”，但缺少签收、联系、到场或反馈时限。',
    en: 'Item {code} is marked 1312 but lacks a limit to sign, contact, arrive or feed back.',
  },
} as const satisfies Record<string, RefusalText>;
