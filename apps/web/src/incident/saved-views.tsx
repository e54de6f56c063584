// 我的视图: filters kept under a name.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { deleteView, saveView, viewsQuery } from '../api/incidents.ts';
import { messageOf } from '../api/request.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';
import { queryOf, searchOf } from './square-query.ts';

export function Views({ text, apply }: { text: string; apply: (saved: URLSearchParams) => void }) {
  const { t } = useText();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const { data: views } = useQuery(viewsQuery);
  const [name, setName] = useState('');
  const again = (): void => void queries.invalidateQueries({ queryKey: ['views'] });
  const told = (error: unknown): void => void message.error(messageOf(error));
  return (
    <Popover
      trigger="click"
      placement="bottom"
      title={t('square.views')}
      content={
        <div className="views">
          {views?.length ? (
            <ul>
              {views.map((view) => (
                <li key={view.id}>
                  <button type="button" onClick={() => apply(searchOf(view.query))}>
                    {view.name}
                  </button>
                  <Button
                    type="text"
                    size="small"
                    icon={<Icon name="close" size={14} />}
                    aria-label={`${t('do.delete')} ${view.name}`}
                    onClick={() => void deleteView(view.id).then(again, told)}
                  />
                </li>
              ))}
            </ul>
          ) : (
            <p className="quiet">{t('square.noViews')}</p>
          )}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (!name.trim()) return;
              saveView(name.trim(), queryOf(new URLSearchParams(text))).then(() => {
                setName('');
                again();
              }, told);
            }}
          >
            <Input
              value={name}
              maxLength={40}
              onChange={(event) => setName(event.target.value)}
              placeholder={t('square.viewName')}
              aria-label={t('square.viewName')}
            />
            <Button htmlType="submit" disabled={!name.trim()}>
              {t('square.saveView')}
            </Button>
          </form>
        </div>
      }
    >
      <Button icon={<Icon name="star" size={15} />}>{t('square.views')}</Button>
    </Popover>
  );
}
