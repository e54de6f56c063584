// The reader of plates as triage asks for it: both readers are opened with the first picture, in the process that
// reads; without the fetched parts nothing is read.
import type { PlateReader } from '#modules/triage/index.ts';

/** Provinces by the first two digits of a division code (GB/T 2260), as plates begin there (GA 36-2018). */
const PROVINCE_OF: Readonly<Record<string, string>> = {
  ...{ 11: '京', 12: '津', 13: '冀', 14: '晋', 15: '蒙', 21: '辽', 22: '吉', 23: '黑', 31: '沪' },
  ...{ 32: '苏', 33: '浙', 34: '皖', 35: '闽', 36: '赣', 37: '鲁', 41: '豫', 42: '鄂', 43: '湘' },
  ...{ 44: '粤', 45: '桂', 46: '琼', 50: '渝', 51: '川', 52: '贵', 53: '云', 54: '藏', 61: '陕' },
  ...{ 62: '甘', 63: '青', 64: '宁', 65: '新' },
};

const load = () => import('#adapters/plate-reader/index.ts');

/** `areThere` says whether its parts were fetched (`partsAreThere` of the adapter). */
export function plateReader(areThere: () => boolean): PlateReader {
  let opened: Promise<Awaited<ReturnType<typeof open>>> | undefined;
  return {
    isThere: areThere,
    async read(picture, divisionCode) {
      const { readPlate } = await load();
      opened ??= open();
      // Parts that were damaged may have been fetched anew by the next picture.
      opened.catch(() => (opened = undefined));
      const home = PROVINCE_OF[divisionCode.slice(0, 2)];
      const readers = { ...(await opened), ...(home === undefined ? {} : { home }) };
      const { readings, reasons, likeliest, agreed } = await readPlate(readers, picture);
      return {
        ...{ readings, reasons },
        ...(likeliest === undefined ? {} : { likeliest }),
        ...(agreed === undefined ? {} : { agreed }),
      };
    },
  };
}

async function open() {
  const { openOcrReader, openOwnReader } = await load();
  return { ocr: await openOcrReader(), own: openOwnReader() };
}
