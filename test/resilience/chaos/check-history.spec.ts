import { checkHistory } from './check-history';
import type { History, Operation, Snapshot } from './history';

const trap = (device: string, area: string, extra = '{}'): Snapshot => ({ device, fields: { area }, extra });

function operation(
  kind: Operation['kind'],
  device: string,
  [start, end]: readonly [number, number],
  told: Operation['told'],
  area?: string,
): Operation {
  return { kind, device, fields: area === undefined ? {} : { area }, start, end, told };
}

const history = (more: Partial<History>): History => ({
  initial: [trap('a', 'old')],
  operations: [],
  foreign: [],
  final: [trap('a', 'old')],
  ...more,
});

describe('the checker of histories accepts', () => {
  it.each<[string, Partial<History>]>([
    ['nothing done', {}],
    [
      'an acknowledged update that shows',
      { operations: [operation('update', 'a', [1, 2], 'acknowledged', 'new')], final: [trap('a', 'new')] },
    ],
    [
      'either of two updates at the same time',
      {
        operations: [
          operation('update', 'a', [1, 4], 'acknowledged', 'x'),
          operation('update', 'a', [2, 3], 'acknowledged', 'y'),
        ],
        final: [trap('a', 'x')],
      },
    ],
    [
      'an unknown update that takes effect after a later acknowledged one',
      {
        operations: [
          operation('update', 'a', [1, 2], 'unknown', 'x'),
          operation('update', 'a', [3, 4], 'acknowledged', 'y'),
        ],
        final: [trap('a', 'x')],
      },
    ],
    [
      'an unknown creation that did not happen',
      { operations: [operation('create', 'b', [1, 2], 'unknown', 'x')] },
    ],
    [
      'an unknown creation that did',
      {
        operations: [operation('create', 'b', [1, 2], 'unknown', 'x')],
        final: [trap('a', 'old'), trap('b', 'x')],
      },
    ],
    [
      'a device that was deleted and created anew',
      {
        operations: [
          operation('delete', 'a', [1, 2], 'acknowledged'),
          operation('create', 'a', [3, 4], 'acknowledged', 'x'),
        ],
        final: [trap('a', 'x')],
      },
    ],
    [
      'a deletion of unknown outcome either way',
      { operations: [operation('delete', 'a', [1, 2], 'unknown')], final: [] },
    ],
    [
      "somebody else's value",
      { foreign: [{ device: 'a', field: 'area', value: 'console', at: 1 }], final: [trap('a', 'console')] },
    ],
  ])('%s', (_case, more) => {
    expect(checkHistory(history(more))).toEqual([]);
  });
});

describe('the checker of histories finds', () => {
  it.each<[string, Partial<History>, RegExp]>([
    [
      'a lost update',
      {
        operations: [
          operation('update', 'a', [1, 2], 'acknowledged', 'x'),
          operation('update', 'a', [3, 4], 'acknowledged', 'y'),
        ],
        final: [trap('a', 'x')],
      },
      /a\.area is x: an acknowledged later change of it is lost/,
    ],
    [
      'an acknowledgement without effect',
      { operations: [operation('update', 'a', [1, 2], 'acknowledged', 'x')] },
      /a\.area is old: an acknowledged later change of it is lost/,
    ],
    [
      'an acknowledged creation that does not exist',
      { operations: [operation('create', 'b', [1, 2], 'acknowledged', 'x')] },
      /b is gone/,
    ],
    ['an untouched device that is gone', { final: [] }, /a is gone/],
    [
      'a device that was certain to exist by an update and is gone',
      {
        operations: [
          operation('create', 'b', [1, 2], 'unknown', 'x'),
          operation('update', 'b', [3, 4], 'acknowledged', 'y'),
        ],
      },
      /b is gone/,
    ],
    ['a device that exists twice', { final: [trap('a', 'old'), trap('a', 'old')] }, /a exists 2 times/],
    [
      'a resurrected device',
      { operations: [operation('delete', 'a', [1, 2], 'acknowledged')] },
      /a exists although its deletion was acknowledged/,
    ],
    [
      'a creation told as not made that exists',
      {
        operations: [operation('create', 'b', [1, 2], 'not_made', 'x')],
        final: [trap('a', 'old'), trap('b', 'x')],
      },
      /b exists although its creation was told to be not_made/,
    ],
    [
      'a refused update that shows',
      { operations: [operation('update', 'a', [1, 2], 'refused', 'x')], final: [trap('a', 'x')] },
      /a\.area is x, which nobody wrote/,
    ],
    ['an invented device', { final: [trap('a', 'old'), trap('z', 'x')] }, /z exists and nobody created it/],
    [
      "somebody else's value brought back over an acknowledged one",
      {
        foreign: [{ device: 'a', field: 'area', value: 'console', at: 1 }],
        operations: [operation('update', 'a', [2, 3], 'acknowledged', 'x')],
        final: [trap('a', 'console')],
      },
      /lost/,
    ],
    ['unknown fields that were dropped', { final: [trap('a', 'old', '')] }, /fields that we do not know/],
  ])('%s', (_case, more, problem) => {
    expect(checkHistory(history(more))).toEqual([expect.stringMatching(problem)]);
  });
});
