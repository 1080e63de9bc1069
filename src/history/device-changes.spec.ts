import type { Device } from '@libs/domain';
import { deviceChanges } from './device-changes';
import { stateText } from './state-text';

function device(guid: string, more: Partial<Device> = {}): Device {
  return {
    id: '00-00-00-00-00-00-00-00',
    guid,
    customer: 'Harbour Foods',
    site: 'Mill',
    area: 'Intake',
    erpReference: `R_${guid}`,
    placement: 'Internal',
    configuration: 'Glue',
    status: 'pending',
    deviceType: 'rodent_sensor',
    clusterId: 'c1',
    clusterName: 'Traps',
    erpReady: true,
    locationLayers: 6,
    lastModified: null,
    ...more,
  };
}

describe('The changes between two states of a cluster', () => {
  it('are devices that came, went or have other fields', () => {
    const changes = deviceChanges(
      [device('a'), device('b'), device('c')],
      [device('b', { area: 'Bar', status: 'active' }), device('c'), device('d')],
    );
    expect(changes.added.map(({ guid }) => guid)).toEqual(['d']);
    expect(changes.removed.map(({ guid }) => guid)).toEqual(['a']);
    expect(changes.changed).toMatchObject([{ before: { area: 'Intake' }, after: { area: 'Bar' } }]);
    expect(changes.changed[0]?.fields).toEqual(['area', 'status']);
  });

  it('are none where only times and counts differ', () => {
    const changes = deviceChanges([device('a')], [device('a', { lastModified: '2026-01-01T00:00:00.000Z' })]);
    expect(changes).toEqual({ added: [], removed: [], changed: [] });
  });
});

describe('The text of a state', () => {
  it('leaves out members whose name speaks of a secret, at any depth', () => {
    const state = {
      id: 'c1',
      data: { devices: [{ guid: 'a', lora: { AppKey: 'x1', DevEUI: 'e' } }], password: 'x2' },
    };
    expect(JSON.parse(stateText(state))).toEqual({
      id: 'c1',
      data: { devices: [{ guid: 'a', lora: { DevEUI: 'e' } }] },
    });
  });

  it('is the whole state where there is none', () => {
    const state = { id: 'c1', name: 'a token of trust', data: { devices: [{ guid: 'password' }] } };
    expect(stateText(state)).toBe(JSON.stringify(state));
  });
});
