import { differenceTo } from './difference';

describe('differenceTo', () => {
  it('names what is new and what is gone', () => {
    const difference = differenceTo(new Set(['a', 'b', 'c']), [{ id: 'd' }, { id: 'b' }]);
    expect(difference).toEqual({ opened: ['d'], closed: ['a', 'c'] });
  });

  it('opens everything against an empty set', () => {
    expect(differenceTo(new Set(), [{ id: 'a' }])).toEqual({ opened: ['a'], closed: [] });
  });
});
