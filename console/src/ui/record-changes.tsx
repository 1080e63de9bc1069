import type { JSX } from 'preact';
import { t } from '../messages.ts';

/** What has changed in a record, member by member; one that was made or removed shows all that it holds. */
export function RecordChanges({
  before,
  after,
  labelOf = (name) => name,
}: {
  readonly before: unknown;
  readonly after: unknown;
  /** The name of a member in the reader's language. */
  readonly labelOf?: (name: string) => string;
}): JSX.Element | null {
  const [was, is] = [membersOf(before), membersOf(after)];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => was[name] !== is[name],
  );
  if (names.length === 0) return null;
  return (
    <dl class="changes">
      {names.map((name) => (
        <div key={name}>
          <dt>{labelOf(name)}</dt>
          <dd>
            {name in was && (
              <del aria-label={t('changes.before', { value: was[name] ?? '' })}>{was[name] || '–'}</del>
            )}
            {name in is && (
              <ins aria-label={t('changes.after', { value: is[name] ?? '' })}>{is[name] || '–'}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Members as text. */
function membersOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'string' ? member : JSON.stringify(member),
    ]),
  );
}
