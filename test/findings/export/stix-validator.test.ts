import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ledgerStix } from '../../../lib/findings/export/ledger-stix.js';
import { venvPython } from '../../../lib/jupyter/virtual-environment.js';
import { ledger } from './ledger.js';

const there = spawnSync(venvPython, ['-c', 'import stix2validator']).status === 0;
const skip = there ? false : 'SKIPPED: stix2-validator is not in .venv; run npm start once';

test('a bundle passes OASIS’s stix2-validator', { skip }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stix-'));
  try {
    const file = path.join(folder, 'bundle.json');
    writeFileSync(file, ledgerStix((await ledger()).ledger));
    // Warnings are about hashes of web pages, which no export can know.
    const check = `import sys, stix2validator as v; r = v.validate_file(sys.argv[1]); print(v.print_results(r) or ''); sys.exit(not r.is_valid)`;
    const { status, stdout, stderr } = spawnSync(venvPython, ['-c', check, file], { encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
