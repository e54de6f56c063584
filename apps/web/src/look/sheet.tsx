// A sheet beside the page, over all of it on a phone: something is written or read without leaving the page.
import { Drawer } from 'antd';
import type { ReactNode } from 'react';
import { PHONE, useMedia } from './screen.ts';

type Props = {
  title: string;
  onClose: () => void;
  /** At the desk, in px. */
  width?: number;
  /** Its buttons, on the right of its foot. */
  buttons?: ReactNode;
  /** What is far from them, on the left. */
  apart?: ReactNode;
  children: ReactNode;
};

export function Sheet({ title, onClose, width = 520, buttons, apart, children }: Props) {
  const phone = useMedia(PHONE);
  return (
    <Drawer
      open
      onClose={onClose}
      title={title}
      size={phone ? '100%' : width}
      placement={phone ? 'bottom' : 'right'}
      footer={
        buttons && (
          <div className="verb-foot">
            {apart}
            <span className="top-gap" />
            {buttons}
          </div>
        )
      }
    >
      {children}
    </Drawer>
  );
}
