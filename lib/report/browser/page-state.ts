/** What the fragment of the page's address may say, in this order: filters, zone, code, section. */
const STATE_NAMES = [
  ...(['from', 'before', 'country', 'port', 'client', 'rule', 'matched', 'score', 'anomalies'] as const),
  ...(['tz', 'code', 'section'] as const),
] as const;

/** One of the names. */
export type StateName = (typeof STATE_NAMES)[number];

/** Values by name as the fragment has them: still encoded, items of a list separated by commas. */
export type PageState = Readonly<Partial<Record<StateName, string>>>;

/** Characters of a fragment that is read; a longer one is no state. */
const MAX_FRAGMENT = 200_000;

const isName = (name: string): name is StateName => (STATE_NAMES as readonly string[]).includes(name);

/**
 * Reads the state out of a fragment, `#from=2024-04-25T00:00:00Z&country=DE,US`. Unknown names are ignored.
 *
 * @returns null where the fragment is none of a state, but the id of a heading, say
 */
export function parseState(fragment: string): PageState | null {
  const text = fragment.replace(/^#/, '');
  if (text.length > MAX_FRAGMENT) return null;
  const pairs = text.split('&').flatMap((pair) => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    return at > 0 && isName(name) ? [[name, pair.slice(at + 1)] as const] : [];
  });
  return pairs.length === 0 ? null : Object.fromEntries(pairs);
}

/** Writes a state as a fragment without its `#`; empty values are left out. */
export const stateText = (state: PageState): string =>
  STATE_NAMES.flatMap((name) => (state[name] ? [`${name}=${state[name]}`] : [])).join('&');

/** Encodes a text as a value of a fragment, as readable as can be. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/%(3A|2F|40|20)/gi, (code) =>
    code === '%20' ? '+' : decodeURIComponent(code),
  );

/** Decodes a value of a fragment; null where it is malformed. */
export function decode(value: string): string | null {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/**
 * The state of the page: that of its fragment, or where the fragment names a heading, the state before.
 * Scripts of a page share it through the element `html`.
 */
export function pageState(): PageState {
  const { dataset } = document.documentElement;
  const state = isHeading(location.hash) ? null : parseState(location.hash);
  if (state) return state;
  return location.hash === '' ? {} : (parseState(dataset.state ?? '') ?? {});
}

/** Whether a fragment is the id of an element of the page. */
export function isHeading(fragment: string): boolean {
  const id = decode(fragment.replace(/^#/, ''));
  return fragment.length > 1 && id !== null && document.getElementById(id) !== null;
}

/**
 * Changes the state of the page and with it the fragment of its address.
 *
 * @param push adds an entry to the history, so that the browser's Back leads to the state before
 */
export function changeState(changes: Partial<Record<StateName, string | null>>, push = false): void {
  const { section: _, ...before } = pageState();
  const merged = { ...before, ...changes };
  const text = stateText(
    Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null && value !== '')),
  );
  document.documentElement.dataset.state = text;
  if (text === location.hash.replace(/^#/, '')) return;
  const address = text === '' ? location.href.replace(/#.*/s, '') : `#${text}`;
  if (push) history.pushState(null, '', address);
  else history.replaceState(null, '', address);
}
