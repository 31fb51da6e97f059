import { html } from '../text/html.js';
import { utc } from '../text/utc.js';
import type { Finding } from './finding.js';
import type { FindingActivity, LedgerActivity } from './finding-activity.js';

const SIZE = { width: 300, height: 44, bars: 36 };

/** Records of a finding's clients over time as an SVG: a bar a bin, gaps of the capture grey, the finding's time as a line. */
export function sparkline({ from, to }: Finding, { records }: FindingActivity, ledger: LedgerActivity) {
  const most = Math.max(1, ...records);
  const step = SIZE.width / records.length;
  const end = ledger.start + ledger.width * records.length;
  const x = (time: number) =>
    Number(
      (
        ((Math.min(Math.max(time, ledger.start), end) - ledger.start) / (end - ledger.start)) *
        SIZE.width
      ).toFixed(1),
    );
  const [first, last] = [x(from.getTime()), x(to.getTime())];
  const bars = records.map((count, bin) => {
    const height = (SIZE.bars * count) / most;
    return count === 0
      ? ''
      : `M${(bin * step).toFixed(1)} ${SIZE.bars}v-${Math.max(1, height).toFixed(1)}h${(step * 0.8).toFixed(1)}V${SIZE.bars}z`;
  });
  const label = `Records over time, at most ${most.toLocaleString('en-US')} in one of ${records.length} parts from ${utc(new Date(ledger.start))} to ${utc(new Date(end))} UTC`;
  return html`<svg class="sparkline" role="img" aria-label=${label} viewBox="0 0 ${SIZE.width} ${SIZE.height}" width=${SIZE.width} height=${SIZE.height} preserveAspectRatio="none">
    ${ledger.gaps.map((gap) => html`<rect x=${x(gap.from)} y="0" width=${Math.max(1, x(gap.to) - x(gap.from))} height=${SIZE.bars} fill="currentColor" opacity="0.15" />`)}
    <path d=${bars.join('')} fill="currentColor" opacity="0.75" />
    <rect x=${Math.min(first, SIZE.width - 2)} y=${SIZE.bars + 3} width=${Math.max(2, last - first)} height="3" fill="currentColor" />
  </svg>`;
}
