// Whether an answer addresses the person, thanks, and does not scold. Pure.
import { NAMED_MAX } from './contract.ts';

const ADDRESS = /您|你好|尊敬的|网友|先生|女士|同志/u;
const THANKS = /感谢|谢谢|致谢|多谢|敬请谅解|请(?:您)?(?:谅解|理解)|抱歉|歉意|对不起/u;
/** Words that put the person down or turn them away; what a checker would not let out of the house. */
const SCOLDING =
  /无理取闹|胡搅蛮缠|刁民|别有用心|断章取义|无中生有|造谣|不懂(?:法|装懂)|素质(?:低|差|太)|(?:自己|自行)(?:想办法|看着办)|与(?:我|本)(?:局|单位|部门|办)无关|不(?:归|属)我们?管|不要(?:再|老是)(?:来)?(?:投诉|反映|打电话|问)|爱(?:找|去)(?:谁|哪)|找我们?(?:也)?没用|(?:不关|关)我们?(?:什么)?事|请(?:你)?自重|你(?:们)?(?:懂什么|算什么|急什么|活该)|没事找事|多管闲事/gu;

export function mannersOf(answer: string): {
  addressed: boolean;
  thanked: boolean;
  scolding: string[];
} {
  const scolding = [...new Set(answer.match(SCOLDING) ?? [])].slice(0, NAMED_MAX);
  return { addressed: ADDRESS.test(answer), thanked: THANKS.test(answer), scolding };
}
