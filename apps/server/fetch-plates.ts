// `npm run plates`: fetches what the first reader of number plates needs (30 MB), once; from the next picture on plates
// are read. Last line: one JSON object.
import { fetchParts, PARTS_FOLDER, PartsMissing } from '#adapters/plate-reader/packages.ts';

const [option] = process.argv.slice(2);
if (option !== undefined) {
  console.error('用法 usage: npm run plates（没有参数 no options）');
  process.exit(option === '--help' || option === '-h' ? 0 : 2);
}

try {
  await fetchParts();
  console.error(
    '车牌识别组件已就绪，从下一张照片起识别 number plates are read from the next picture on',
  );
  console.log(JSON.stringify({ fetched: true, folder: PARTS_FOLDER }));
} catch (error) {
  if (!(error instanceof PartsMissing)) throw error;
  console.error(error.message);
  console.log(JSON.stringify({ fetched: false }));
  process.exitCode = 1;
}
