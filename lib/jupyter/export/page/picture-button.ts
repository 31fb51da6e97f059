import type { ModeBarButton } from 'plotly.js';
import { make } from '../../../report/browser/make.js';
import { pageZone } from '../../../report/browser/page-zone.js';
import type { PageFigure } from './page-figure.js';
import { plotly } from './plotly.js';
import { zoneFigure } from './zone-figure.js';

/** A button that saves the figure with its title on white ground, whatever the colours of the page. */
export function pictureButton(figure: PageFigure, format: 'png' | 'svg'): ModeBarButton {
  const { Icons, toImage } = plotly();
  async function click(): Promise<void> {
    const { data, layout, config } = zoneFigure(figure.spec, pageZone());
    const white = { ...structuredClone(layout), paper_bgcolor: '#ffffff', sliders: [] };
    const picture = { data: [...data], layout: white, config } as Parameters<typeof toImage>[0];
    const href = await toImage(picture, { format, width: 1000, height: layout.height ?? 450 });
    const name = (figure.caption.textContent ?? '').slice(0, 60).replace(/[^\p{L}\p{N}]+/gu, '-');
    make('a', { href, download: `${name}.${format}` }).click();
  }
  const icon = format === 'png' ? Icons.camera! : Icons.disk!;
  return { name: format, title: `Download as ${format.toUpperCase()}`, icon, click };
}
