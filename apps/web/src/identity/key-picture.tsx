// A text as a QR code.
import { QRCode } from 'antd';
import { useText } from '../text/language.tsx';

/** A hand's width from the screen, a camera reads it at once. */
const SIZE_PX = 176;

export default function KeyPicture({ text }: { text: string }) {
  const { t } = useText();
  return (
    <div className="key-picture" role="img" aria-label={t('signIn.keyPicture')}>
      <QRCode value={text} type="svg" size={SIZE_PX} bordered={false} />
    </div>
  );
}
