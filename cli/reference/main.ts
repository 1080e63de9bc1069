import { readFileSync, writeFileSync } from 'node:fs';
import { withCommandReference } from './command-reference';

const FILE = 'docs/cli.md';

writeFileSync(FILE, withCommandReference(readFileSync(FILE, 'utf8')));
