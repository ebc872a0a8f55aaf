// Theme switch, filter, rows that open, charts drawn when they come into view.
// The verdict and every table of findings can be read without this file.
(() => {
  const root = document.documentElement;
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const store = { // a page opened from a folder may have no storage
    get: () => { try { return localStorage.getItem("watchkeeper-theme"); } catch { return null; } },
    set: v => { try { localStorage.setItem("watchkeeper-theme", v); } catch { /* not kept */ } },
  };
  const asked = new URLSearchParams(location.search).get("theme") || store.get();
  if (asked === "light" || asked === "dark") root.dataset.theme = asked;
  const paper = matchMedia("print"), night = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => !paper.matches && (root.dataset.theme || (night.matches ? "dark" : "light")) === "dark";

  const charts = JSON.parse($("#charts")?.textContent || "{}");
  const themes = JSON.parse($("#vega-theme")?.textContent || "{}");
  const asRows = ({ names, rows }) => rows.map(row => Object.fromEntries(row.map((v, i) => [names[i], v])));

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
    if (!window.vegaEmbed || !el.clientWidth) return;
    const target = el.firstElementChild || el.appendChild(document.createElement("div"));
    target.ariaHidden = "true"; // the frame carries the words, "View as table" the numbers
    await vegaEmbed(target, specOf(el), { mode: "vega-lite", actions: false, renderer: "svg", ast: true, defaultStyle: false, tooltip: false, config: themes[dark() ? "dark" : "light"] });
    el.classList.remove("off");
    el.dataset.drawn = "1";
  }
  const seen = new IntersectionObserver(all => all.filter(e => e.isIntersecting).forEach(e => { seen.unobserve(e.target); draw(e.target); }), { rootMargin: "300px" });
  // The observer waits for a frame, which a page that is only photographed may never get.
  const near = el => { const box = el.getBoundingClientRect(); return box.width && box.top < innerHeight + 300 && box.bottom > -300; };
  const plots = $$(".plot"), first = new Set(plots.filter(near));
  plots.forEach(el => first.has(el) ? draw(el) : seen.observe(el));
  const redraw = () => Promise.all($$(".plot[data-drawn]").map(draw));
  let wait, width = innerWidth;
  addEventListener("resize", () => { if (innerWidth === width) return; width = innerWidth; clearTimeout(wait); wait = setTimeout(redraw, 150); });
  night.addEventListener("change", redraw);
  // Paper is light and shows every chart that is not folded away.
  const all = () => $$(".plot").map(draw);
  addEventListener("beforeprint", all); paper.addEventListener("change", all);

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
  $$("details[data-table]").forEach(d => d.addEventListener("toggle", () => d.open && fill(d)));

  $$("button.open").forEach(b => b.addEventListener("click", () => {
    const row = document.getElementById(b.getAttribute("aria-controls"));
    row.hidden = !row.hidden;
    b.setAttribute("aria-expanded", String(!row.hidden));
  }));
  $(".late-btn")?.addEventListener("click", e => { $$(".late").forEach(t => { t.hidden = false; }); e.target.remove(); });
  $("#find")?.addEventListener("input", e => {
    const word = e.target.value.toLowerCase(), more = $("#more-columns");
    if (word && more) more.open = true;
    $$("[data-column]").forEach(el => { el.hidden = !el.dataset.column.toLowerCase().includes(word); });
  });
  const flip = () => { root.dataset.theme = dark() ? "light" : "dark"; store.set(root.dataset.theme); redraw(); };
  $$("[data-flip]").forEach(b => b.addEventListener("click", flip));
  addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.tagName === "INPUT") return;
    if (e.key === "t") flip();
    if (e.key === "/" && $("#find")) { e.preventDefault(); $("#find").focus(); }
  });
})();
