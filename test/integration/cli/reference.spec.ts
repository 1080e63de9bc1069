import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withCommandReference } from '../../../cli/reference/command-reference';

describe('docs/cli.md', () => {
  it('holds the page of every command as the commands print it now', async () => {
    const document = await readFile(join(__dirname, '../../../docs/cli.md'), 'utf8');
    const remedy = 'run npm run cli:docs and commit what it writes';
    expect({ current: document === withCommandReference(document), remedy }).toEqual({
      current: true,
      remedy,
    });
    expect(document).toContain('## trapline devices update');
  });
});
