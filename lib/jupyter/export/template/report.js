// Runs inside the report, after plotly.js: draws the figures in the reader's colours and keeps them so.
(() => {
  const INK = {
    light: { text: '#1c2128', line: '#8c959f', grid: '#e4e8ec' },
    dark: { text: '#e4e8ec', line: '#7d8792', grid: '#2d353e' },
  };
  /** CSS pixels that fit between the margins of A4 and of Letter. */
  const PRINTED_WIDTH = 660;
  /** CSS pixels of a drawing below which it is a telephone's. */
  const SMALL = 480;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const narrow = matchMedia('(max-width: 72rem)');
  const figures = [...document.querySelectorAll('.chart')].map((chart) => ({
    plot: chart.querySelector('.plot'),
    chart,
    caption: chart.querySelector('figcaption strong'),
    subtitle: chart.querySelector('figcaption span'),
    spec: JSON.parse(chart.querySelector('script').textContent),
  }));

  /** The layout without what the page itself has: title and slider; and without the room that the title took. */
  function untitled({ title, sliders: _, ...layout }) {
    const lines = (text) => (text ? String(text).split('<br>').length : 0);
    const top = layout.margin?.t ?? 100;
    const t = Math.max(24, top - 15 - 22 * lines(title?.text ?? title) - 17 * lines(title?.subtitle?.text));
    return { ...layout, height: (layout.height ?? 450) - (top - t), margin: { ...layout.margin, t } };
  }

  /** The figure's layout in the given ink: text, axes and grid take it, the colours of the data stay. */
  function themed(layout, ink) {
    const own = untitled(structuredClone(layout ?? {}));
    const axis = { gridcolor: ink.grid, zerolinecolor: ink.line, linecolor: ink.line, tickcolor: ink.line };
    for (const key of Object.keys(own)) {
      if (/^[xy]axis\d*$/.test(key)) Object.assign(own[key], axis);
      if (/^geo\d*$/.test(key)) own[key].bgcolor = 'rgba(0,0,0,0)';
    }
    const base = own.template?.layout;
    return {
      ...own,
      font: { ...own.font, color: ink.text },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      template: {
        ...own.template,
        layout: { ...base, xaxis: { ...base?.xaxis, ...axis }, yaxis: { ...base?.yaxis, ...axis } },
      },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: ink.line, activecolor: ink.text },
      uirevision: 'zoom survives a change of colours',
    };
  }

  /** On a telephone the legend stands below, and a map is as low as it is narrow. */
  function fitSmall(layout) {
    const { legend, margin = {} } = layout;
    if (legend) {
      layout.legend = { ...legend, x: 0, xanchor: 'left', y: -0.25, yanchor: 'top' };
      layout.margin = { ...margin, b: 120 };
      layout.height += 70;
    }
    if (layout.geo) layout.height = Math.min(layout.height, 300);
  }

  /** A trace whose bar of colours lies below the drawing. */
  function lying(trace) {
    const lie = (bar) => ({
      ...bar,
      orientation: 'h',
      x: 0.5,
      y: 0,
      xanchor: 'center',
      yanchor: 'top',
      len: 0.9,
    });
    if (trace.colorbar) return { ...trace, colorbar: lie(trace.colorbar) };
    const { marker } = trace;
    return marker?.colorbar ? { ...trace, marker: { ...marker, colorbar: lie(marker.colorbar) } } : trace;
  }

  /** Plotly stacks several drawings: to who cannot see them they are one picture, beside its buttons. */
  function describe(plot) {
    const [first, ...others] = plot.querySelectorAll('.main-svg');
    first?.setAttribute('role', 'img');
    first?.setAttribute('aria-label', plot.dataset.description);
    for (const other of others) other.setAttribute('aria-hidden', 'true');
  }

  /** Puts a figure at a step of its slider: bars and line, the words above, and the tables that have its column. */
  async function step({ plot, caption, spec }, i) {
    const [{ name, steps }] = spec.layout.sliders;
    const [data, { 'title.text': title, ...layout }] = steps[i].args;
    await Plotly.update(plot, data, layout);
    caption.textContent = title.replaceAll('<br>', ' ');
    const detail = { column: name, value: Number(steps[i].value) };
    document.dispatchEvent(new CustomEvent('threshold', { detail }));
  }

  const sliderOf = ({ spec }) => spec.layout?.sliders?.[0];

  /** A figure's slider as a control of the page, which the keyboard moves as well. */
  function addSlider(figure) {
    const given = sliderOf(figure);
    if (!given) return;
    const make = (name, properties) => Object.assign(document.createElement(name), properties);
    const value = make('output', {});
    const range = make('input', { type: 'range', min: 0 });
    const label = make('label', { className: 'threshold', textContent: given.currentvalue.prefix });
    const tell = () => {
      value.textContent = sliderOf(figure).steps[range.valueAsNumber].label;
      range.setAttribute('aria-valuetext', value.textContent);
    };
    range.addEventListener('input', () => {
      figure.at = range.valueAsNumber;
      tell();
      step(figure, figure.at);
    });
    /** As the figure has it: of other records there are other steps, or none. */
    figure.resetSlider = () => {
      const slider = sliderOf(figure);
      label.hidden = slider === undefined;
      if (slider === undefined) return;
      Object.assign(range, { max: slider.steps.length - 1, value: slider.active });
      tell();
    };
    figure.resetSlider();
    label.append(range, value);
    figure.plot.before(label);
  }

  /** A button that saves the figure with its title on white ground, whatever the colours of the page. */
  function pictureButton(figure, format, icon) {
    async function click() {
      const { data, layout, config } = figure.spec;
      const white = { ...layout, paper_bgcolor: '#ffffff', sliders: [] };
      const size = { width: 1000, height: layout.height ?? 450 };
      const href = await Plotly.toImage(
        { data, layout: structuredClone(white), config },
        { format, ...size },
      );
      const name = figure.caption.textContent.slice(0, 60).replace(/[^\p{L}\p{N}]+/gu, '-');
      Object.assign(document.createElement('a'), { href, download: `${name}.${format}` }).click();
    }
    return { name: format, title: `Download as ${format.toUpperCase()}`, icon: Plotly.Icons[icon], click };
  }

  /** Made once a figure: for another config plotly.js draws anew from nothing, and then once more. */
  const configured = (figure) => ({
    responsive: true,
    ...figure.spec.config,
    showSendToCloud: false,
    displaylogo: false,
    modeBarButtonsToRemove: ['toImage'],
    modeBarButtonsToAdd: [pictureButton(figure, 'png', 'camera'), pictureButton(figure, 'svg', 'disk')],
  });

  let printing = false;

  /** Draws when what was asked for before is drawn: plotly.js may not be asked twice at once. */
  function draw(figure) {
    figure.drawn = (figure.drawn ?? Promise.resolve()).then(() => drawNow(figure));
    return figure.drawn;
  }

  async function drawNow(figure) {
    const { plot, spec } = figure;
    try {
      const layout = themed(spec.layout, dark.matches && !printing ? INK.dark : INK.light);
      if (printing) Object.assign(layout, { width: PRINTED_WIDTH, autosize: false });
      figure.config ??= configured(figure);
      const small = !printing && plot.clientWidth < SMALL;
      if (small) fitSmall(layout);
      await Plotly.react(plot, small ? spec.data.map(lying) : spec.data, layout, figure.config);
      if (figure.at !== undefined) await step(figure, figure.at);
      // Set by the template for a figure of full width.
      if (small) plot.style.minHeight = '0';
      describe(plot);
    } catch (error) {
      plot.textContent = `This figure could not be drawn: ${error.message}`;
      console.error(error);
    }
  }

  /** Text as Plotly would draw it, as text of the page. */
  const words = (text) =>
    (text ?? '')
      .replaceAll('<br>', ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');

  /**
   * The script of the filters has another figure for this place (`figure`; none: as it was), and hears what is clicked
   * (`mark`). The table behind the figure becomes that of the other one.
   */
  function listen(figure) {
    const { chart, plot, caption, subtitle, spec } = figure;
    const before = {
      title: caption.textContent,
      subtitle: subtitle?.textContent,
      said: plot.dataset.description,
    };
    chart.addEventListener('figure', ({ detail: other }) => {
      figure.spec = other ?? spec;
      plot.dataset.description = other?.description ?? before.said;
      caption.textContent = other?.title ?? before.title;
      if (subtitle)
        subtitle.textContent = other ? words(other.layout.title?.subtitle?.text) : before.subtitle;
      if (figure.at !== undefined) {
        const detail = { column: sliderOf({ spec }).name };
        document.dispatchEvent(new CustomEvent('threshold', { detail }));
      }
      figure.at = undefined;
      figure.resetSlider?.();
      // Set by the template for the figure as it was.
      plot.style.minHeight = '0';
      draw(figure);
    });
    plot.on?.('plotly_click', ({ points: [point] }) => {
      const { pointNumber: place, customdata: data } = point;
      const detail = { place, data, meta: figure.spec.layout.meta };
      chart.dispatchEvent(new CustomEvent('mark', { detail }));
    });
  }

  function drawAll(onPaper) {
    printing = onPaper;
    return Promise.all(figures.map(draw));
  }

  /** What scrolls sideways must be reachable with the keyboard. */
  function markScrollable() {
    for (const box of document.querySelectorAll('pre, .rich, .chart, .prose table')) {
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    }
  }

  /** Marks in the contents the section that is being read. */
  function follow() {
    const links = new Map(
      [...document.querySelectorAll('nav li a')].map((link) => [
        document.getElementById(link.getAttribute('href').slice(1)),
        link,
      ]),
    );
    const observer = new IntersectionObserver(
      (entries) => {
        const entered = entries.find((entry) => entry.isIntersecting);
        if (!entered) return;
        for (const link of links.values()) link.removeAttribute('aria-current');
        links.get(entered.target).setAttribute('aria-current', 'true');
      },
      { rootMargin: '0px 0px -70% 0px' },
    );
    for (const heading of links.keys()) if (heading) observer.observe(heading);
  }

  const contents = document.querySelector('nav details');
  for (const figure of figures) addSlider(figure);
  if (contents && narrow.matches) contents.open = false;
  drawAll(false).then(() => {
    for (const figure of figures) listen(figure);
    markScrollable();
    document.documentElement.dataset.drawn = figures.length;
  });
  follow();
  dark.addEventListener('change', () => drawAll(false));
  addEventListener('beforeprint', () => drawAll(true));
  addEventListener('afterprint', () => drawAll(false));
  addEventListener('resize', markScrollable);
  document.addEventListener('toggle', markScrollable, true);
})();
