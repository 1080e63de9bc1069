import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getMetadataStorage } from 'class-validator';
import { Environment } from '../../../src/config/environment';
import { loadConfiguration } from '../../../src/config/load-configuration';

/** Lines `NAME=value` and `#NAME=value` of the example, in their order. */
function example(): { name: string; value: string; active: boolean }[] {
  const text = readFileSync(join(__dirname, '../../../.env.example'), 'utf8');
  return [...text.matchAll(/^(#?)([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, hash, name = '', value = '']) => ({
    name,
    value: value.replace(/^"(.*)"$/, '$1'),
    active: hash === '',
  }));
}

function settings(): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(Environment, '', false, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

describe('.env.example', () => {
  it('names every setting once, and nothing else', () => {
    expect(
      example()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(settings().sort());
  });

  it('shows the defaults as they are', () => {
    const defaults = new Environment() as unknown as Readonly<Record<string, string | number | undefined>>;
    const shown = example().filter(({ active }) => !active);
    expect(Object.fromEntries(shown.map(({ name, value }) => [name, value]))).toEqual(
      Object.fromEntries(shown.map(({ name }) => [name, String(defaults[name] ?? '')])),
    );
  });

  it('is a working start once the secret is filled in', () => {
    const active = example().filter(({ active: isActive }) => isActive);
    const variables = Object.fromEntries(active.map(({ name, value }) => [name, value]));
    expect(() => loadConfiguration(variables)).toThrow('SESSION_SECRET is missing');
    const configuration = loadConfiguration({ ...variables, SESSION_SECRET: 'x'.repeat(32) });
    expect(configuration.http.port).toBe(3000);
  });
});
