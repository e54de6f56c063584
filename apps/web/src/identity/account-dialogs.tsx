// Opening an account and appointing to a post.
import { useQuery } from '@tanstack/react-query';
import { App, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import { CreatedAccount, ROLES, type AccountView, type Role } from '#modules/identity/contract.ts';
import { treeQuery, unitsQuery } from '../api/reference.ts';
import { messageOf, request } from '../api/request.ts';
import { UnitPicker } from '../dispatch/unit-picker.tsx';
import { useText } from '../text/language.tsx';

type Account = z.infer<typeof AccountView>;

type OpenProps = {
  countyId: number;
  onClose: () => void;
  onOpened: (password: string | null) => void;
};

export function OpenAccount({ countyId, onClose, onOpened }: OpenProps) {
  const { t } = useText();
  const { message } = App.useApp();
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const open = (): void =>
    void request(CreatedAccount, '/accounts', {
      method: 'POST',
      body: { login: login.trim(), name: name.trim(), countyId },
    }).then(
      (created) => onOpened(created.initialPassword),
      (refusal: unknown) => message.error(messageOf(refusal)),
    );
  return (
    <Modal
      open
      title={t('accounts.new')}
      onCancel={onClose}
      onOk={open}
      okText={t('accounts.new')}
      okButtonProps={{ disabled: !login.trim() || !name.trim() }}
    >
      <div className="field">
        <label htmlFor="new-login">{t('accounts.login')}</label>
        <Input
          id="new-login"
          autoFocus
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor="new-name">{t('accounts.name')}</label>
        <Input id="new-name" value={name} onChange={(event) => setName(event.target.value)} />
      </div>
    </Modal>
  );
}

type AppointProps = { account: Account; countyId: number; onClose: () => void; onDone: () => void };

export function Appoint({ account, countyId, onClose, onDone }: AppointProps) {
  const { t, pick } = useText();
  const { message } = App.useApp();
  const [role, setRole] = useState<Role>('infoClerk');
  const [unitId, setUnitId] = useState<number | null>(null);
  const [townId, setTownId] = useState<number | null>(null);
  const [villageId, setVillageId] = useState<number | null>(null);
  const { data: units } = useQuery(unitsQuery(countyId));
  const { data: tree } = useQuery(treeQuery(countyId));
  const appoint = (): void =>
    void request(z.unknown(), `/accounts/${account.id}/posts`, {
      method: 'POST',
      body: {
        role,
        unitId,
        place: { countyId, ...(townId ? { townId } : {}), ...(villageId ? { villageId } : {}) },
        line: units?.find((unit) => unit.id === unitId)?.line ?? null,
      },
    }).then(onDone, (refusal: unknown) => message.error(messageOf(refusal)));
  return (
    <Modal
      open
      title={`${t('accounts.appoint')} · ${account.name}`}
      onCancel={onClose}
      onOk={appoint}
      okText={t('accounts.appoint')}
    >
      <div className="field">
        <label htmlFor="post-role">{t('accounts.role')}</label>
        <Select
          id="post-role"
          showSearch={{ optionFilterProp: 'label' }}
          value={role}
          onChange={setRole}
          options={(Object.keys(ROLES) as Role[]).map((code) => ({
            value: code,
            label: pick(ROLES[code].name),
          }))}
        />
      </div>
      <div className="field">
        <label htmlFor="post-unit">{t('accounts.unit')}</label>
        <UnitPicker
          id="post-unit"
          label={t('accounts.unit')}
          countyId={countyId}
          value={unitId}
          onChange={setUnitId}
        />
      </div>
      <div className="field">
        <label htmlFor="post-town">{t('accounts.town')}</label>
        <Select
          id="post-town"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={townId}
          onChange={(id?: number) => {
            setTownId(id ?? null);
            setVillageId(null);
          }}
          options={
            tree
              ?.filter((place) => place.level === 'town')
              .map(({ id, name }) => ({ value: id, label: name })) ?? []
          }
        />
      </div>
      {townId !== null && (
        <div className="field">
          <label htmlFor="post-village">{t('accounts.village')}</label>
          <Select
            id="post-village"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={villageId}
            onChange={(id?: number) => setVillageId(id ?? null)}
            options={
              tree
                ?.filter((place) => place.level === 'village' && place.townId === townId)
                .map(({ id, name }) => ({ value: id, label: name })) ?? []
            }
          />
        </div>
      )}
    </Modal>
  );
}
