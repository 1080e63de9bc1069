import { batchFormat } from './device-batch-format';

describe('the format of a batch answer', () => {
  it.each([
    [undefined, 'ndjson'],
    ['', 'ndjson'],
    ['*/*', 'ndjson'],
    ['application/x-ndjson', 'ndjson'],
    ['application/json', 'json'],
    ['application/json, text/plain, */*', 'json'],
    ['application/json, application/x-ndjson', 'ndjson'],
    ['Application/JSON;q=0.9, application/x-ndjson;q=0.5', 'json'],
    ['application/json;q=0, */*', 'ndjson'],
  ])('is, for %p, %s', (accept, format) => {
    expect(batchFormat(accept)).toBe(format);
  });

  it.each(['text/html', 'application/x-ndjson;q=0, text/csv', 'application/json;q=0'])(
    'cannot be %s',
    (accept) => {
      expect(() => batchFormat(accept)).toThrow(expect.objectContaining({ kind: 'not-acceptable' }) as Error);
    },
  );
});
