import { TRIAGE_STATUSES } from '../../../findings/triage-status.js';
import { make } from '../make.js';
import { equipRows } from './finding-rows.js';
import { download, loadedPage, pageCopy } from './page-copy.js';
import { documentOf, type Embedded, type Entries, merged, parseEntries, type Said } from './triage-state.js';

// The script of an exported page with findings, before all others: bundled by lib/jupyter/setup/bundles.cjs.

const NAME_KEY = 'triage-name';

/** Browsers may refuse to keep anything for a page that is a file. */
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function store(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

function equip(embedded: Embedded, loaded: string): void {
  const key = `triage: ${embedded.report}`;
  const own = embedded.entries.map(
    ({ id, status, note, who, when }) => [id, { status, note, who, when }] as const,
  );
  let entries: Entries = merged(own, parseEntries(stored(key)));
  const bar = triageBar({
    save: () =>
      download(pageCopy(loaded, { ...documentOf(embedded, entries), findings: embedded.findings }), {
        name: copyName(),
        type: 'text/html',
      }),
    exportJson: () =>
      download(`${JSON.stringify(documentOf(embedded, entries), null, 2)}\n`, {
        name: 'triage.json',
        type: 'application/json',
      }),
  });
  const controls = new Map(embedded.findings.map(({ id }) => [id, findingControls(id, say)]));

  function say(id: string, change: Partial<Said>): void {
    const before = entries.get(id) ?? { status: 'open', note: '' };
    const said: Said = { ...before, ...change, who: bar.name(), when: new Date().toISOString() };
    entries = merged(entries, [[id, said]]);
    show(store(key, JSON.stringify([...entries])));
  }

  function show(kept = true): void {
    for (const [id, show] of controls) show(entries.get(id));
    const done = embedded.findings.filter(({ id }) => (entries.get(id)?.status ?? 'open') !== 'open').length;
    bar.show(
      `${done} of ${embedded.findings.length} marked${kept ? '' : '. This browser keeps nothing for this page: save a copy.'}`,
    );
  }
  show();
}

const copyName = () =>
  `${decodeURIComponent(location.pathname.split('/').at(-1) ?? '').replace(/\.html?$/, '') || 'report'}-triage.html`;

function triageBar({ save, exportJson }: { readonly save: () => void; readonly exportJson: () => void }) {
  const name = make('input', {
    type: 'text',
    maxLength: 100,
    autocomplete: 'name',
    value: stored(NAME_KEY) ?? '',
  });
  name.addEventListener('change', () => store(NAME_KEY, name.value.trim()));
  const button = (textContent: string, click: () => void) => {
    const made = make('button', { type: 'button', textContent });
    made.addEventListener('click', click);
    return made;
  };
  const state = make('output');
  document
    .querySelector('[data-triage-bar]')
    ?.replaceChildren(
      make('label', {}, 'Your name ', name),
      button('Save a copy', save),
      button('Export triage', exportJson),
      state,
    );
  return {
    name: () => name.value.trim(),
    show: (text: string) => {
      state.textContent = text;
    },
  };
}

/** The controls of one finding; returns what shows an entry in them. */
function findingControls(id: string, say: (id: string, change: Partial<Said>) => void) {
  const named = (attribute: string) =>
    document.querySelector<HTMLElement>(`[${attribute}="${CSS.escape(id)}"]`);
  const finding = named('data-finding');
  const title = finding?.querySelector('b')?.textContent ?? 'finding';
  const first = named('data-triage')?.textContent ?? '';
  const select = make(
    'select',
    { className: 'status', ariaLabel: `Status: ${title}` },
    ...TRIAGE_STATUSES.map((status) => make('option', { value: status, textContent: status })),
  );
  select.addEventListener('change', () => say(id, { status: select.value as Said['status'] }));
  const note = make('textarea', { rows: 2, maxLength: 10_000 });
  note.addEventListener('change', () => say(id, { note: note.value }));
  const by = make('small');
  named('data-triage')?.replaceChildren(...(first === 'suppressed' ? [first, make('br')] : []), select);
  named('data-note')?.replaceChildren(make('label', {}, make('b', { textContent: 'Note' }), note), by);
  return (said: Said | undefined) => {
    const { status = 'open', note: text = '', who = '', when = '' } = said ?? {};
    select.value = status;
    note.value = text;
    by.textContent = when && `${status}${who && ` by ${who}`} on ${when.slice(0, 16).replace('T', ' ')} UTC`;
    finding?.classList.toggle('set-aside', status === 'accepted' || status === 'false positive');
  };
}

const data = document.querySelector('script#triage')?.textContent;
if (data) {
  const loaded = loadedPage();
  equipRows();
  equip(JSON.parse(data) as Embedded, loaded);
}
