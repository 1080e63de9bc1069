import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Trouble, troubleOf } from '../api.ts';
import { t } from '../messages.ts';
import { ProblemNote } from './problem-note.tsx';
import { Wait } from './wait.tsx';

/** A page whose code is fetched when it is first opened. */
export function later(fetchPage: () => Promise<ComponentType>): () => JSX.Element {
  let Page: ComponentType | undefined;
  return function Later(): JSX.Element {
    const [, setReady] = useState(Page !== undefined);
    const [trouble, setTrouble] = useState<Trouble>();
    const load = (): void => {
      setTrouble(undefined);
      fetchPage().then(
        (page) => {
          Page = page;
          setReady(true);
        },
        (error: unknown) => {
          setTrouble(troubleOf(error));
        },
      );
    };
    useEffect(() => {
      if (Page === undefined) load();
    }, []);
    if (trouble !== undefined) return <ProblemNote trouble={trouble} what={t('page.failed')} retry={load} />;
    return Page === undefined ? <Wait words={t('loading')} /> : <Page />;
  };
}
