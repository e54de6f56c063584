// Opening an account, correcting its name, appointing to a post.
import { useQuery } from '@tanstack/react-query';
import { App, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { z } from 'zod';
import { CreatedAccount, ROLES, type AccountView, type Role } from '#modules/identity/contract.ts';
import { childrenQuery, treeQuery, unitsQuery, type Jurisdiction } from '../api/reference.ts';
import { messageOf, request } from '../api/request.ts';
import { UnitPicker } from '../dispatch/unit-picker.tsx';
import { ChoiceField } from '../look/choice-field.tsx';
import { useText } from '../text/language.tsx';

type Account = z.infer<typeof AccountView>;

export const KINDS = ['person', 'service'] as const;

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
  const [kind, setKind] = useState<Account['kind']>('person');
  /** What a system may do is said by its one post and, more narrowly, by each of its tokens. */
  const create = async (): Promise<string | null> => {
    const body = { login: login.trim(), name: name.trim(), kind, countyId };
    const { id, initialPassword } = await request(CreatedAccount, '/accounts', {
      method: 'POST',
      body,
    });
    if (kind === 'service')
      await request(z.unknown(), `/accounts/${id}/posts`, {
        method: 'POST',
        body: { role: 'serviceClient', place: { countyId } },
      });
    return initialPassword;
  };
  const open = (): void =>
    void create().then(onOpened, (refusal: unknown) => message.error(messageOf(refusal)));
  return (
    <Modal
      open
      title={t('accounts.new')}
      onCancel={onClose}
      onOk={open}
      okText={t('accounts.new')}
      okButtonProps={{ disabled: !login.trim() || !name.trim() }}
    >
      <ChoiceField
        id="new-kind"
        label={t('accounts.kind')}
        value={kind}
        onChange={setKind}
        options={KINDS.map((value) => ({ value, label: t(`accounts.kind.${value}`) }))}
      />
      {kind === 'service' && <p className="quiet">{t('accounts.serviceHint')}</p>}
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
        <label htmlFor="new-name">
          {t(kind === 'service' ? 'accounts.systemName' : 'accounts.name')}
        </label>
        <Input id="new-name" value={name} onChange={(event) => setName(event.target.value)} />
      </div>
    </Modal>
  );
}

type OneProps = { account: Account; onClose: () => void; onDone: () => void };

export function Rename({ account, onClose, onDone }: OneProps) {
  const { t } = useText();
  const { message } = App.useApp();
  const [name, setName] = useState(account.name);
  const rename = (): void =>
    void request(z.unknown(), `/accounts/${account.id}`, {
      method: 'PATCH',
      body: { name: name.trim() },
    }).then(onDone, (refusal: unknown) => message.error(messageOf(refusal)));
  return (
    <Modal
      open
      title={`${t('accounts.rename')} · ${account.login}`}
      onCancel={onClose}
      onOk={rename}
      okText={t('do.save')}
      okButtonProps={{ disabled: !name.trim() || name.trim() === account.name }}
    >
      <div className="field">
        <label htmlFor="other-name">{t('accounts.name')}</label>
        <Input
          id="other-name"
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={rename}
        />
      </div>
    </Modal>
  );
}

export function Appoint({ account, countyId, onClose, onDone }: OneProps & { countyId: number }) {
  const { t, pick } = useText();
  const { message } = App.useApp();
  const [role, setRole] = useState<Role | null>(
    account.kind === 'service' ? 'serviceClient' : null,
  );
  const [unitId, setUnitId] = useState<number | null>(null);
  const [townId, setTownId] = useState<number | null>(null);
  const [villageId, setVillageId] = useState<number | null>(null);
  const [gridIds, setGridIds] = useState<number[]>([]);
  const { data: units } = useQuery(unitsQuery(countyId));
  const { data: tree } = useQuery(treeQuery(countyId));
  const { data: grids } = useQuery(childrenQuery(villageId));
  const toVillage = (id: number | null): void => {
    setVillageId(id);
    setGridIds([]);
  };
  const appoint = (): void =>
    void request(z.unknown(), `/accounts/${account.id}/posts`, {
      method: 'POST',
      body: {
        role,
        unitId,
        place: {
          countyId,
          ...(townId ? { townId } : {}),
          ...(villageId ? { villageId } : {}),
          ...(gridIds.length > 0 ? { gridIds } : {}),
        },
        line: units?.find((unit) => unit.id === unitId)?.line ?? null,
      },
    }).then(onDone, (refusal: unknown) => message.error(messageOf(refusal)));
  const places = (found: readonly Jurisdiction[] | undefined) =>
    found?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  return (
    <Modal
      open
      title={`${t('accounts.appoint')} · ${account.name}`}
      onCancel={onClose}
      onOk={appoint}
      okText={t('accounts.appoint')}
      okButtonProps={{ disabled: role === null }}
    >
      <div className="field">
        <label htmlFor="post-role">{t('accounts.role')}</label>
        <Select
          id="post-role"
          showSearch={{ optionFilterProp: 'label' }}
          value={role}
          onChange={setRole}
          placeholder={t('accounts.chooseRole')}
          options={(Object.keys(ROLES) as Role[])
            .filter((code) => (code === 'serviceClient') === (account.kind === 'service'))
            .map((code) => ({ value: code, label: pick(ROLES[code].name) }))}
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
          placeholder={t('accounts.wholeCounty')}
          onChange={(id?: number) => {
            setTownId(id ?? null);
            toVillage(null);
          }}
          options={places(tree?.filter((place) => place.level === 'town'))}
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
            placeholder={t('accounts.wholeTown')}
            onChange={(id?: number) => toVillage(id ?? null)}
            options={places(
              tree?.filter((place) => place.level === 'village' && place.townId === townId),
            )}
          />
        </div>
      )}
      {villageId !== null && (
        <div className="field">
          <label htmlFor="post-grids">{t('accounts.grids')}</label>
          <Select
            id="post-grids"
            mode="multiple"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            value={gridIds}
            placeholder={t('accounts.wholeVillage')}
            onChange={setGridIds}
            options={places(grids)}
          />
        </div>
      )}
    </Modal>
  );
}
