/** Work on elements that is put off until a reader sees them, or the page has nothing else to do. */
export interface WhenSeen {
  /**
   * Does the work now where the element is in sight, else when it comes into sight or later; the newest work
   * counts.
   */
  readonly later: (element: Element, work: () => void) => void;
  /** Does all that was put off. */
  readonly now: () => void;
}

/** Puts work off, so that an answer to a filter is quick however long the page is. */
export function whenSeen(): WhenSeen {
  const seen = new WeakSet<Element>();
  const waiting = new Map<Element, () => void>();
  const run = (element: Element) => {
    const task = waiting.get(element);
    waiting.delete(element);
    task?.();
  };
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
      if (isIntersecting) run(target);
    }
  });
  let idle = 0;
  // One by one, so that the reader is never waited for; else who walks by keyboard into a part would lose it.
  const work = () => {
    const [next] = waiting.keys();
    idle = 0;
    if (next) run(next);
    if (waiting.size > 0) idle = requestIdleCallback(work, { timeout: 500 });
  };
  return {
    later(element, task) {
      waiting.set(element, task);
      observer.observe(element);
      if (seen.has(element)) run(element);
      else if (idle === 0) idle = requestIdleCallback(work, { timeout: 500 });
    },
    now() {
      for (const element of [...waiting.keys()]) run(element);
    },
  };
}
