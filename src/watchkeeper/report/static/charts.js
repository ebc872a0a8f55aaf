// Charts are drawn when they come into view, with the interpreter: a strict policy allows no eval.
// Of the report and of the pages, which say when the theme or the content has changed.
(() => {
  const root = document.documentElement;
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const paper = matchMedia("print"), night = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => !paper.matches && (root.dataset.theme || (night.matches ? "dark" : "light")) === "dark";
  const asRows = ({ names, rows }) => rows.map(row => Object.fromEntries(row.map((v, i) => [names[i], v])));
  let charts = {}, themes = {};

  function specOf(el) {
    const spec = structuredClone(charts.specs[el.dataset.spec]);
    spec.datasets = Object.fromEntries(Object.entries(charts.data[el.dataset.chart]).map(([k, v]) => [k, asRows(v)]));
    if (innerWidth < 720) { // the key below names the lines, so the names at their ends may go
      spec.padding.right = spec.usermeta.narrow.right;
      spec.layer = spec.layer.filter(l => !l.name?.startsWith("end-"));
    }
    spec.width = Math.max(120, el.clientWidth - spec.padding.left - spec.padding.right);
    return spec;
  }
  async function draw(el) {
    if (!window.vegaEmbed || !el.clientWidth || !charts.specs) return;
    const drawn = document.createElement("div");
    drawn.ariaHidden = "true"; // the frame carries the words, "View as table" the numbers
    await vegaEmbed(drawn, specOf(el), { mode: "vega-lite", actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: false, config: themes[dark() ? "dark" : "light"] });
    el.replaceChildren(drawn);
    el.classList.remove("off");
    el.dataset.drawn = "1";
  }
  function fill(details) {
    const box = $("div", details);
    if (box.firstChild) return;
    const [head, rows] = charts.tables[details.dataset.table], table = document.createElement("table");
    const line = (parent, cells, tag) => { const tr = parent.insertRow(); cells.forEach(text => { tr.appendChild(document.createElement(tag)).textContent = text; }); };
    line(table.createTHead(), head, "th");
    const body = table.createTBody();
    rows.forEach(row => line(body, row, "td"));
    box.append(table);
  }
  let seen;
  // The observer waits for a frame, which a page that is only photographed may never get.
  const near = el => { const box = el.getBoundingClientRect(); return box.width && box.top < innerHeight + 300 && box.bottom > -300; };
  function start() {
    charts = JSON.parse($("#charts")?.textContent || "{}");
    themes = JSON.parse($("#vega-theme")?.textContent || "{}");
    seen?.disconnect();
    seen = new IntersectionObserver(all => all.filter(e => e.isIntersecting).forEach(e => { seen.unobserve(e.target); draw(e.target); }), { rootMargin: "300px" });
    $$(".plot").forEach(el => near(el) ? draw(el) : seen.observe(el));
    $$("details[data-table]").forEach(d => d.addEventListener("toggle", () => d.open && fill(d)));
  }
  const redraw = () => Promise.all($$(".plot[data-drawn]").map(draw));
  let wait, width = innerWidth;
  addEventListener("resize", () => { if (innerWidth === width) return; width = innerWidth; clearTimeout(wait); wait = setTimeout(redraw, 150); });
  night.addEventListener("change", redraw);
  addEventListener("watchkeeper:theme", redraw);
  addEventListener("watchkeeper:fresh", start);
  const all = () => $$(".plot").map(draw); // paper is light and shows every chart that is not folded away
  addEventListener("beforeprint", all); paper.addEventListener("change", all);
  start();
})();
