import { ProblemError } from '../common/problem';
import { reportFormat } from './report-format';

describe('reportFormat', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['text/csv', 'csv'],
    ['TEXT/CSV; charset=utf-8', 'csv'],
    ['text/*', 'csv'],
    ['text/csv, */*', 'csv'],
    ['text/csv, application/json', 'json'],
    ['application/json;q=0.5, text/csv', 'csv'],
    ['text/csv;q=0.4, application/json;q=0.5', 'json'],
    ['text/csv;q=0, */*', 'json'],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
    ['application/*', 'json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
  ])('reads %p as %s', (accept, format) => {
    expect(reportFormat(accept)).toBe(format);
  });

  it.each(['text/html', 'application/json;q=0', 'text/csv;q=nonsense'])('refuses %p', (accept) => {
    expect(() => reportFormat(accept)).toThrow(ProblemError);
  });
});
