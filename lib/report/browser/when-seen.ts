/** Work on elements that is put off until a reader sees them. */
export interface WhenSeen {
  /** Does the work now where the element is in sight or nearly, else when it comes into sight; the newest work counts. */
  readonly later: (element: Element, work: () => void) => void;
  /** Does all that was put off. */
  readonly now: () => void;
}

/** Puts work off, so that an answer to a filter is quick however long the page is. */
export function whenSeen(): WhenSeen {
  const seen = new WeakSet<Element>();
  const waiting = new Map<Element, () => void>();
  const run = (element: Element) => {
    const work = waiting.get(element);
    waiting.delete(element);
    work?.();
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
      if (isIntersecting) run(target);
    }
  });
  return {
    later(element, work) {
      waiting.set(element, work);
      observer.observe(element);
      if (seen.has(element)) run(element);
    },
    now() {
      for (const element of [...waiting.keys()]) run(element);
    },
  };
}
