// Characters that say the same: full and half width, traditional and simplified, the many dashes. Only
// characters that occur in addresses are listed; each stands for one, so that offsets stay. Pure.

const TRADITIONAL =
  '東东 門门 區区 縣县 鄉乡 鎮镇 號号 樓楼 層层 棟栋 單单 園园 廣广 場场 廠厂 車车 站站 橋桥 灣湾 龍龙 馬马 島岛 嶺岭 陽阳 陰阴 莊庄 圍围 國国 華华 興兴 業业 區区 開开 發发 學学 醫医 館馆 邊边 對对 側侧 處处 後后 裡里 裏里 旁旁 點点 線线 鐵铁 雲云 寧宁 慶庆 濱滨 灘滩 澤泽 溫温 紹绍 滬沪 蘇苏 貴贵 雙双 樂乐 愛爱 鳳凤 銀银 錢钱 鍾钟 鐘钟 塊块 塢坞 壩坝 頭头 頂顶 項项 順顺 領领 顧顾 長长 萬万 與与 豐丰 義义 聖圣 衛卫 術术 術术 見见 觀观 計计 許许 設设 語语 譚谭 豬猪 財财 貨货 資资 賓宾 賢贤 輝辉 農农 連连 遠远 運运 過过 達达 選选 鄒邹 鄭郑 鄧邓 鄰邻 針针 銅铜 鋼钢 錦锦 鎢钨 閣阁 關关 隊队 際际 陳陈 陸陆 隱隐 雞鸡 難难 電电 韓韩 頤颐 風风 飛飞 飯饭 館馆 駅驿 驛驿 驗验 鮑鲍 鴻鸿 鶴鹤 鹽盐 麗丽 麥麦 黃黄 齊齐 龜龟 倉仓 個个 價价 優优 兒儿 內内 兩两 劉刘 創创 動动 務务 勝胜 勞劳 匯汇 協协 參参 員员 啟启 圖图 團团 執执 報报 塗涂 壽寿 夢梦 夾夹 奧奥 婦妇 孫孙 寶宝 實实 審审 寫写 專专 導导 層层 岡冈 峽峡 師师 幣币 幾几 庫库 廟庙 張张 強强 彎弯 德德 戰战 戲戏 捨舍 掃扫 揚扬 擔担 據据 數数 斷断 時时 書书 會会 極极 榮荣 樣样 樹树 機机 檔档 權权 歐欧 歲岁 歷历 殘残 氣气 沒没 況况 淺浅 湯汤 溝沟 滿满 漢汉 漁渔 潔洁 潤润 濟济 灣湾 爐炉 營营 獅狮 獎奖 環环 畫画 療疗 監监 盤盘 碼码 礦矿 禮礼 種种 穩稳 穀谷 節节 築筑 範范 簡简 糧粮 紅红 約约 紙纸 級级 經经 網网 綠绿 緣缘 練练 縱纵 總总 織织 羅罗 聯联 職职 聽听 臺台 艙舱 藝艺 藥药 蘭兰 蘆芦 蕭萧 蓮莲 葉叶 蔣蒋 薩萨 虛虚 裝装 西西 訊讯 試试 該该 誠诚 譽誉 護护 讓让 購购 贊赞 跡迹 載载 輪轮 轉转 辦办 這这 進进 遊游 遷迁 還还 邏逻 醬酱 釀酿 鋪铺 鏡镜 閘闸 隨随 雜杂 離离 靈灵 靜静 鞏巩 預预 飄飘 養养 驚惊 體体 鬧闹 魚鱼 鮮鲜 鳥鸟 鴨鸭 鵝鹅';

const simple = new Map<string, string>();
for (const pair of TRADITIONAL.split(' ')) {
  const [traditional = '', simplified = ''] = pair;
  if (traditional !== simplified) simple.set(traditional, simplified);
}
for (const dash of '－—–―−‐‑‒～~〜﹣') simple.set(dash, '-');
for (const hash of '＃♯﹟') simple.set(hash, '#');
simple.set('（', '(').set('）', ')').set('【', '(').set('】', ')').set('，', ',').set('、', ',');
simple.set('〇', '零').set('０', '0');

/** One for one: half width, upper case, simplified, one dash. The length stays. */
export function plainCharacters(text: string): string {
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const one = text[at] ?? '';
    const known = simple.get(one);
    if (known !== undefined) plain += known;
    else if (unit >= 0xff01 && unit <= 0xff5e) plain += upper(unit - 0xfee0);
    else if (unit === 0x3000 || unit < 0x20 || unit === 0xa0) plain += ' ';
    else plain += unit < 0x80 ? upper(unit) : one;
  }
  return plain;
}

function upper(unit: number): string {
  return String.fromCharCode(unit >= 97 && unit <= 122 ? unit - 32 : unit);
}
