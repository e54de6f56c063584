// The foot of a list that comes page by page: the next page, as long as there is one.
import { Button } from 'antd';

type Props = {
  list: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
  label: string;
};

export function MoreRows({ list, label }: Props) {
  if (!list.hasNextPage) return null;
  return (
    <div className="lines-end">
      <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {label}
      </Button>
    </div>
  );
}
