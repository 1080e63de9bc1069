import { useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { type Trouble, troubleOf } from '../../api.ts';
import { valuesOf } from '../../data/devices.ts';
import { t } from '../../messages.ts';
import { uniqueId } from '../../unique-id.ts';
import { Field } from '../../ui/field.tsx';
import { Modal } from '../../ui/modal.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { say } from '../../ui/toasts.tsx';
import { ConflictView } from './conflict-view.tsx';
import { ChangedMeanwhile, changeDevice, createDevice, nameOf, type Version } from './device-changes.ts';
import {
  BLANK,
  CHOICES,
  creationOf,
  differing,
  type FieldName,
  FIELDS,
  updateOf,
  type Values,
  valuesFrom,
} from './device-fields.ts';
import { openDevice } from './open-device.ts';

interface Props {
  /** Undefined for a new device. */
  readonly version?: Version;
  readonly close: () => void;
}

/** Makes a device, or changes one. When somebody else has changed it meanwhile, both versions are shown. */
export function DeviceForm({ version, close }: Props): JSX.Element {
  const before = version === undefined ? BLANK : valuesFrom(version.device);
  const [values, setValues] = useState(before);
  const [trouble, setTrouble] = useState<Trouble>();
  const [changed, setChanged] = useState<Version>();
  const [busy, setBusy] = useState(false);
  const key = useRef(uniqueId());

  const save = async (base: Version | undefined, wanted: Values): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      if (base === undefined) {
        const device = await createDevice(creationOf(wanted), key.current);
        openDevice(device.guid);
        say(t('device.created', { name: nameOf(device) }));
      } else if (differing(valuesFrom(base.device), wanted).length > 0) {
        const device = await changeDevice(base, updateOf(valuesFrom(base.device), wanted));
        say(t('device.saved', { name: nameOf(device) }));
      }
      close();
    } catch (error) {
      setBusy(false);
      setValues(wanted);
      if (error instanceof ChangedMeanwhile) setChanged(error.now);
      else setTrouble(troubleOf(error));
      // What was refused may be put right and is another attempt then.
      key.current = uniqueId();
    }
  };

  const title = version === undefined ? t('device.new') : t('device.edit', { name: nameOf(version.device) });
  if (changed !== undefined) {
    return (
      <Modal title={t('conflict.title')} close={close} wide>
        <ConflictView
          before={before}
          mine={values}
          theirs={valuesFrom(changed.device)}
          busy={busy}
          keepTheirs={close}
          save={(chosen) => void save(changed, chosen)}
        />
      </Modal>
    );
  }
  const errorOf = (name: FieldName): string | undefined =>
    trouble?.fields.find(({ field }) => field === name)?.message;
  const others = trouble !== undefined && !trouble.fields.some(({ field }) => isField(field));
  return (
    <Modal title={title} close={close} wide>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save(version, values);
        }}
      >
        <div class="form-grid">
          {FIELDS.map((name) => (
            <Field
              key={name}
              label={t(`column.${name}`)}
              {...(name === 'id' && { hint: t('device.id.hint') })}
              error={errorOf(name)}
            >
              {(id, described) => (
                <Control
                  id={id}
                  name={name}
                  described={described}
                  wrong={errorOf(name) !== undefined}
                  value={values[name]}
                  change={(value) => {
                    setValues({ ...values, [name]: value });
                  }}
                />
              )}
            </Field>
          ))}
        </div>
        {others && <ProblemNote trouble={trouble} what={t('device.not-saved')} />}
        <div class="form-actions">
          <button type="button" class="button" onClick={close}>
            {t('cancel')}
          </button>
          <button class="button primary" disabled={busy}>
            {busy ? t('saving') : version === undefined ? t('device.create') : t('save')}
          </button>
        </div>
      </form>
    </Modal>
  );
}

interface ControlProps {
  readonly id: string;
  readonly name: FieldName;
  readonly described: string;
  readonly wrong: boolean;
  readonly value: string;
  readonly change: (value: string) => void;
}

function Control({ id, name, described, wrong, value, change }: ControlProps): JSX.Element {
  const common = { id, 'aria-describedby': described, 'aria-invalid': wrong };
  if (name in CHOICES) {
    const known: readonly string[] = CHOICES[name as keyof typeof CHOICES];
    const options = known.includes(value) ? known : [value, ...known];
    return (
      <select
        {...common}
        class="select"
        value={value}
        onChange={(event) => {
          change(event.currentTarget.value);
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {option === '' ? '–' : option}
          </option>
        ))}
      </select>
    );
  }
  const suggested = name === 'customer' || name === 'site' || name === 'area' ? valuesOf(name) : [];
  return (
    <>
      <input
        {...common}
        class={name === 'id' || name === 'erp_reference' ? 'input mono' : 'input'}
        value={value}
        required={name !== 'id'}
        list={suggested.length === 0 ? undefined : `${id}-known`}
        autocomplete="off"
        onInput={(event) => {
          change(event.currentTarget.value);
        }}
      />
      {suggested.length > 0 && (
        <datalist id={`${id}-known`}>
          {suggested.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}

function isField(name: string): name is FieldName {
  return (FIELDS as readonly string[]).includes(name);
}
