import { cacheKeys, type KeyOwner } from './cache-keys';

const owner: KeyOwner = { tenant: 'default', account: '0a1b2c3d' };

/** One key of each kind, built for this owner. */
function everyKey(of: KeyOwner): string[] {
  return [
    cacheKeys.mapping(of),
    cacheKeys.cluster(of, 'x'),
    cacheKeys.tokens(of),
    cacheKeys.channel(of),
    cacheKeys.idempotency(of, 'x'),
  ];
}

describe('cacheKeys', () => {
  it('carry tenant and account', () => {
    for (const key of everyKey(owner)) expect(key).toMatch(/^trapline:default:0a1b2c3d:/);
  });

  it('are never shared by two tenants, two accounts or two purposes', () => {
    const owners = [owner, { ...owner, tenant: 'other' }, { ...owner, account: 'ffffffff' }];
    const keys = owners.flatMap(everyKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('cannot be forged by a part that holds the separator', () => {
    expect(cacheKeys.cluster({ tenant: 'a', account: 'b:c' }, 'd')).not.toBe(
      cacheKeys.cluster({ tenant: 'a:b', account: 'c' }, 'd'),
    );
    expect(cacheKeys.cluster(owner, 'a:b')).not.toBe(
      cacheKeys.cluster({ ...owner, account: `${owner.account}:a` }, 'b'),
    );
  });
});
