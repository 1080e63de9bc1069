import { codingFor } from './compressed-answer.coding';

describe('codingFor', () => {
  it.each<[string, string | undefined, string]>([
    ['no header', undefined, 'identity'],
    ['an empty header', '', 'identity'],
    ['a browser', 'gzip, deflate, br, zstd', 'br'],
    ['gzip alone', 'gzip', 'gzip'],
    ['the old name of gzip', 'x-gzip', 'gzip'],
    ['another case and spacing', ' GZIP ; Q=0.8 ', 'gzip'],
    ['gzip liked better', 'br;q=0.5, gzip;q=0.9', 'gzip'],
    ['brotli refused', 'br;q=0, gzip', 'gzip'],
    ['anything', '*', 'br'],
    ['anything but brotli', 'br;q=0, *;q=0.1', 'gzip'],
    ['nothing', '*;q=0', 'identity'],
    ['identity liked better', 'gzip;q=0.5, identity', 'identity'],
    ['a coding that we do not have', 'zstd', 'identity'],
    ['a quality that is no number', 'gzip;q=high', 'identity'],
    ['a quality out of range', 'gzip;q=2', 'identity'],
  ])('reads %s', (_case, header, coding) => {
    expect(codingFor(header)).toBe(coding);
  });

  it('reads right after more different headers than it keeps', () => {
    for (let i = 0; i < 250; i += 1) expect(codingFor(`gzip;q=0.5, x-${i}`)).toBe('gzip');
    expect(codingFor('br, x-0')).toBe('br');
  });
});
