// From lists of China's divisions to the lexicon: full names and what people shorten them to. Pure.
import { hashOfName, NAME_LENGTH_MAX, NAMED } from './lexicon.ts';

/** Names of each level, as the National Bureau of Statistics writes them. */
export type DivisionNames = Readonly<{
  provinces: readonly string[];
  cities: readonly string[];
  districts: readonly string[];
  towns: readonly string[];
}>;

/** Settled hash → bits. */
export function hashDivisionNames(names: DivisionNames): ReadonlyMap<number, number> {
  const hashes = new Map<number, number>();
  const add = (name: string, bit: number) => {
    if (name.length < 2 || name.length > NAME_LENGTH_MAX) return;
    const hash = hashOfName(name);
    hashes.set(hash, (hashes.get(hash) ?? 0) | bit);
  };
  for (const name of names.provinces) {
    add(name, NAMED.prov);
    add(name.replace(PROVINCE_SUFFIX, ''), NAMED.provShort);
  }
  for (const name of [...names.cities, ...MUNICIPALITIES]) {
    if (STAND_INS.test(name)) continue;
    add(name, NAMED.city);
    add(name.replace(/(市|地区|盟|自治州)$/, '').replace(PEOPLES, ''), NAMED.cityShort);
  }
  for (const name of names.districts) {
    if (STAND_INS.test(name)) continue;
    add(name, NAMED.district);
    const short = name.replace(/(自治县|自治旗|市|区|县|旗)$/, '').replace(PEOPLES, '');
    add(short, NAMED.districtShort);
  }
  for (const name of names.towns) {
    const full = name.replace(/办事处$/, '');
    add(full, NAMED.town);
    add(full.replace(/(街道|镇|乡|地区)$/, ''), NAMED.townShort);
  }
  return hashes;
}

const MUNICIPALITIES = ['北京市', '上海市', '天津市', '重庆市'];
/** Rows that stand in for a level which is not there. */
const STAND_INS = /直辖|^市辖区$|^县$/;
const PROVINCE_SUFFIX = /(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$/;
const PEOPLES =
  /(壮族|回族|维吾尔|哈萨克|蒙古族?|藏族|羌族|土家族|苗族|侗族|彝族|布依族|傣族|白族|景颇族|傈僳族|朝鲜族|哈尼族|柯尔克孜)+/;
