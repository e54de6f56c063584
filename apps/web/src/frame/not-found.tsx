import { Button } from 'antd';
import { Link } from 'react-router';
import { Blank } from '../look/states.tsx';
import { useText } from '../text/language.tsx';

export default function NotFoundPage() {
  const { t } = useText();
  return (
    <Blank icon="question" title={t('problem.notFound')} hint={t('problem.notFoundHint')}>
      <Link to="/">
        <Button>{t('do.back')}</Button>
      </Link>
    </Blank>
  );
}
