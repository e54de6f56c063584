// The 21 kinds of part that a Chinese address has in the public annotation scheme (NAACL 2019), from the
// largest area to the smallest. The browser uses these names too.

export const ADDRESS_KINDS = {
  country: { zh: '国家', en: 'Country' },
  prov: { zh: '省', en: 'Province' },
  city: { zh: '市', en: 'City' },
  district: { zh: '区县', en: 'County or district' },
  devzone: { zh: '开发区', en: 'Development zone' },
  town: { zh: '乡镇街道', en: 'Town or street office' },
  community: { zh: '村社', en: 'Village or community' },
  road: { zh: '道路', en: 'Road' },
  subroad: { zh: '支路', en: 'Side road' },
  roadno: { zh: '门牌号', en: 'Number on the road' },
  subroadno: { zh: '支路门牌号', en: 'Number on the side road' },
  poi: { zh: '地点', en: 'Place or estate' },
  subpoi: { zh: '内部地点', en: 'Place within a place' },
  houseno: { zh: '楼栋号', en: 'Building' },
  cellno: { zh: '单元号', en: 'Entrance' },
  floorno: { zh: '楼层', en: 'Floor' },
  roomno: { zh: '室号', en: 'Room' },
  person: { zh: '单位商户', en: 'Firm or person inside' },
  assist: { zh: '方位', en: 'Position words' },
  redundant: { zh: '多余', en: 'Words that say nothing' },
  otherinfo: { zh: '其他', en: 'Other' },
} as const;

export type AddressKind = keyof typeof ADDRESS_KINDS;

/** In the order in which the model numbers them. */
export const KIND_NAMES = Object.keys(ADDRESS_KINDS) as readonly AddressKind[];
