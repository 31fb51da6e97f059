import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { venvPython } from '../../../lib/jupyter/virtual-environment.js';

/** Gives notebooks titles as a report does, and prints their Markdown, their heading in HTML, and the text of that. */
const program = `
import json, sys
sys.modules['rfc3987_syntax'] = None
sys.path.insert(0, sys.argv[1])
from bs4 import BeautifulSoup
from execute import give_title
from nbconvert.filters import markdown2html
from nbformat.v4 import new_markdown_cell, new_notebook
results = []
for title in json.load(sys.stdin):
    notebook = new_notebook(cells=[new_markdown_cell('# Old\\n\\nProse.')])
    give_title(notebook, title)
    page = BeautifulSoup(markdown2html(notebook.cells[0].source), 'html.parser')
    for link in page.select('a.anchor-link'):
        link.decompose()
    results.append({'source': notebook.cells[0].source, 'tags': [tag.name for tag in page.find_all()], 'text': page.h1.get_text()})
print(json.dumps(results))
`;

const titles = [
  'Two <i>countries</i>',
  '<meta http-equiv=refresh content="0;url=http://a.invalid">',
  '](javascript:alert(1)) [x](javascript:alert(1)) ![x](y) [x][y] [^1]',
  '# x #',
  'a # b ##',
  '`code` ``',
  '$math$ $$x$$ \\(y\\) \\\\(z\\\\) \\[a\\] \\begin{a}b\\end{a}',
  '{{ 7*7 }} {% include "x" %}',
  '&lt;b&gt; &#60; &amp;',
  'http://a.invalid www.a.invalid a@a.invalid <http://a.invalid>',
  '**b** _i_ ~~s~~ | a | --- ***',
  '- [ ] x',
  '1. one',
  '\\',
  '\\<b\\>',
];

/** Texts of the characters that mean something to a renderer. */
const specials = fc.string({
  unit: fc.constantFrom(...'\\`*_[](){}<>|~#!$&;:/@"\'=-+.1ab '),
  minLength: 1,
  maxLength: 30,
});

test('a title is text in the page and in Markdown, whatever it looks like', () => {
  const given = [...titles, ...fc.sample(specials, { numRuns: 300, seed: 1 })]
    .map((title) => title.split(/\s+/).filter(Boolean).join(' '))
    .filter((title) => title !== '');
  const folder = path.resolve(__dirname, '../../../lib/jupyter/export');
  const { stdout, stderr, status } = spawnSync(venvPython, ['-c', program, folder], {
    input: JSON.stringify(given),
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const results: readonly { source: string; tags: readonly string[]; text: string }[] = JSON.parse(stdout);
  assert.equal(results.length, given.length);
  for (const [i, { source, tags, text }] of results.entries()) {
    assert.deepEqual(tags, ['h1', 'p'], source);
    assert.equal(text, given[i], source);
    assert.ok(/^# .*\n\nProse\.$/.test(source), source);
  }
});
