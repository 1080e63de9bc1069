import { trapline, troubleOf } from '../../api.ts';
import { t } from '../../messages.ts';
import { saveFile } from '../../ui/save-file.ts';
import { say } from '../../ui/toasts.tsx';
import { isKind } from '../../data/kinds.ts';

/** Hands the browser the last report as CSV, with the filters of the page. */
export async function exportGaps(params: URLSearchParams): Promise<void> {
  const [kind, customer, site] = ['kind', 'customer', 'site'].map((name) => params.get(name));
  try {
    const { data } = await trapline.GET('/api/v1/erp/gap-analysis/latest', {
      params: {
        query: {
          ...(kind != null && isKind(kind) && { kind: [kind] }),
          ...(customer != null && { customer }),
          ...(site != null && { site }),
        },
      },
      headers: { Accept: 'text/csv' },
      parseAs: 'text',
    });
    saveFile('gaps.csv', 'text/csv', data);
  } catch (error) {
    say(`${t('gaps.failed')} ${troubleOf(error).detail}`, { tone: 'bad' });
  }
}
