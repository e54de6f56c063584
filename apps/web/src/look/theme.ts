// Ant Design in our visual language: 14 px at the desk, 16 px on the phone, an 8 px grid, ink for action.
import type { ThemeConfig } from 'antd';
import { PALETTE } from './palette.ts';

const fontFamily =
  "-apple-system, 'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Segoe UI', Roboto, sans-serif";

/** The theme of a wide or a narrow screen; `still` for whoever asked their device for less motion. */
export function themeFor({ phone, still }: { phone: boolean; still: boolean }): ThemeConfig {
  return {
    token: {
      motion: !still,
      fontFamily,
      fontSize: phone ? 16 : 14,
      controlHeight: phone ? 44 : 32,
      borderRadius: 6,
      sizeUnit: 4,
      sizeStep: 4,
      colorPrimary: PALETTE.ink,
      colorInfo: PALETTE.ink,
      colorLink: PALETTE.ink,
      colorLinkHover: PALETTE.inkHover,
      colorError: PALETTE.red,
      colorSuccess: PALETTE.green,
      colorWarning: PALETTE.yellow,
      // Of colours as dark as ours the soft ones that would follow are too dark to be read on.
      colorInfoBg: PALETTE.chosen,
      colorInfoBorder: '#cfd5dc',
      colorErrorBg: PALETTE.redSoft,
      colorErrorBorder: '#f0c4be',
      colorSuccessBg: PALETTE.greenSoft,
      colorSuccessBorder: '#b9dfc9',
      colorWarningBg: PALETTE.yellowSoft,
      colorWarningBorder: '#ecd9a4',
      colorText: PALETTE.ink,
      colorTextSecondary: PALETTE.text2,
      colorTextTertiary: PALETTE.text3,
      colorTextDescription: PALETTE.text3,
      colorTextPlaceholder: '#6b7683',
      colorBorder: '#cfd5dc',
      colorBorderSecondary: PALETTE.line,
      colorBgLayout: PALETTE.ground,
      controlItemBgActive: PALETTE.chosen,
      controlItemBgActiveHover: '#e4e8ee',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      boxShadowSecondary: '0 8px 24px rgb(28 37 48 / 12%), 0 2px 6px rgb(28 37 48 / 8%)',
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', fontWeight: 500 },
      Tooltip: { colorBgSpotlight: PALETTE.ink },
      Table: { headerBg: '#fafbfc', cellPaddingBlock: 10 },
      Segmented: { trackBg: '#e9ecf0' },
    },
  };
}
