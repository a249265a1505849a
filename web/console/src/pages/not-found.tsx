import { EmptyState } from '../ui/page-states';
import { Page } from '../ui/page';
import { words } from '../words';

export function NotFoundPage() {
  const { common } = words.value;
  return (
    <Page title={common.notFound}>
      <EmptyState title={common.notFoundHint}>
        <a class="button" href="/console/">
          {common.toStart}
        </a>
      </EmptyState>
    </Page>
  );
}
