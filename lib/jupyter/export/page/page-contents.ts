/**
 * Marks in the contents the section that is being read, and folds them where they would stand above the text.
 */
export function followReading(): void {
  const contents = document.querySelector<HTMLDetailsElement>('nav details');
  if (contents && matchMedia('(max-width: 72rem)').matches) contents.open = false;
  const links = new Map(
    [...document.querySelectorAll('nav li a')].map((link) => [
      document.getElementById(link.getAttribute('href')!.slice(1)),
      link,
    ]),
  );
  const observer = new IntersectionObserver(
    (entries) => {
      const entered = entries.find((entry) => entry.isIntersecting);
      if (!entered) return;
      for (const link of links.values()) link.removeAttribute('aria-current');
      links.get(entered.target as HTMLElement)?.setAttribute('aria-current', 'true');
    },
    { rootMargin: '0px 0px -70% 0px' },
  );
  for (const heading of links.keys()) if (heading) observer.observe(heading);
}

/** What scrolls sideways must be reachable with the keyboard. */
export function markScrollable(): void {
  for (const box of document.querySelectorAll<HTMLElement>('pre, .rich, .chart, .table-box, .prose table')) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }
}
