import { ProblemError } from '../common/problem';
import { withoutSecrets } from '../common/logger';
import type { AuditAct } from './audit-act';

/** What an error says of the act that it ended. */
export function outcomeOf(error: unknown): Pick<AuditAct, 'result' | 'detail'> {
  const detail = withoutSecrets(error instanceof Error ? error.message : String(error));
  if (!(error instanceof ProblemError)) return { result: 'failed', detail };
  if (error.options.extensions?.['outcome'] === 'unknown') return { result: 'unknown', detail };
  return { result: error.status < 500 ? 'refused' : 'failed', detail };
}
