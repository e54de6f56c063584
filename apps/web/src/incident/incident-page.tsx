// One matter on a page of its own.
import { useNavigate, useParams } from 'react-router';
import { Icon } from '../look/icons.tsx';
import { useText } from '../text/language.tsx';
import { IncidentPanel } from './incident-panel.tsx';

export default function IncidentPage() {
  const { t } = useText();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  return (
    <div className="page page-matter">
      <button type="button" className="back" onClick={() => void navigate(-1)}>
        <Icon name="left" size={16} />
        {t('do.back')}
      </button>
      <IncidentPanel key={id} id={id} inside="page" />
    </div>
  );
}
