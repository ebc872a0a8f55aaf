// Keys, palette, theme switch, filter, fresh data. Every page works without it.
(() => {
  const root = document.documentElement;
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const kept = {
    get: key => { try { return localStorage.getItem("watchkeeper-" + key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem("watchkeeper-" + key, value); } catch { /* not kept */ } },
  };
  const night = matchMedia("(prefers-color-scheme: dark)");
  const flip = () => {
    const dark = (root.dataset.theme || (night.matches ? "dark" : "light")) === "dark";
    root.dataset.theme = dark ? "light" : "dark";
    kept.set("theme", root.dataset.theme);
    dispatchEvent(new Event("watchkeeper:theme"));
  };

  // -- rows: j, k, Enter; the filter -------------------------------------------------------
  const rows = () => $$("tbody[data-keys] tr").filter(r => !r.hidden && $("a", r));
  const chosen = () => $("tr[aria-selected=true]");
  function step(by) {
    const all = rows(), at = all.indexOf(chosen());
    if (!all.length) return;
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    all.forEach(r => r.removeAttribute("aria-selected"));
    next.ariaSelected = "true";
    next.scrollIntoView({ block: "nearest" });
  }
  function filter() {
    const word = ($("[data-filter]")?.value || "").toLowerCase();
    $$("[data-find]").forEach(r => { r.hidden = !r.dataset.find.toLowerCase().includes(word); });
  }
  const up = () => $$(".crumb a").pop()?.click();

  // -- the palette ------------------------------------------------------------------------
  const palette = $("#palette"), box = $("input", palette), list = $("ul", palette);
  let places = [], at = 0;
  function offer() {
    const words = box.value.toLowerCase().split(/\s+/);
    const fit = places.filter(p => words.every(w => (p.words + " " + p.kind).toLowerCase().includes(w))).slice(0, 12);
    at = 0;
    list.replaceChildren(...fit.map((p, i) => {
      const item = document.createElement("li"), link = document.createElement("a"), kind = document.createElement("span");
      link.href = p.url; link.textContent = p.words; kind.textContent = p.kind; kind.className = "dim";
      if (i === 0) link.className = "on";
      link.append(kind); item.append(link);
      return item;
    }));
  }
  function mark(by) {
    const links = $$("a", list);
    if (!links.length) return;
    links[at].className = "";
    at = (at + by + links.length) % links.length;
    links[at].className = "on";
  }
  async function open() {
    if (palette.open) return;
    palette.showModal(); box.value = ""; box.focus();
    if (!places.length) {
      try { places = await (await fetch(palette.dataset.jump)).json(); } catch { places = []; }
    }
    offer();
  }
  box.addEventListener("input", offer);
  box.addEventListener("keydown", e => {
    if (e.key === "ArrowDown") { e.preventDefault(); mark(1); }
    if (e.key === "ArrowUp") { e.preventDefault(); mark(-1); }
    if (e.key === "Enter") { e.preventDefault(); $("a.on", list)?.click(); }
  });

  // -- keys -------------------------------------------------------------------------------
  const keys = {
    t: flip, j: () => step(1), k: () => step(-1), u: up, "?": () => $("#keys").showModal(),
    Enter: () => $("a", chosen())?.click(), "/": () => $("[data-filter]")?.focus(),
    Escape: () => { $$("details.pick[open]").forEach(d => { d.open = false; }); },
  };
  function press(e) {
    const there = $(`[data-key="${CSS.escape(e.key)}"]`);
    if (e.key === "Enter" && (e.target !== document.body || !chosen())) return;
    if (!there && !keys[e.key]) return;
    if (e.key !== "Escape") e.preventDefault();
    if (!there) return keys[e.key]();
    there.click();
    if (there.hash) $("input:not([type=hidden])", $(there.hash))?.focus();
  }
  addEventListener("keydown", e => {
    if ((e.ctrlKey || e.metaKey) && e.key === "k") { e.preventDefault(); open(); return; }
    if (e.key === "Escape" && e.target.matches?.("input,textarea,select")) { e.target.blur(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.("input,textarea,select,dialog")) return;
    press(e);
  });

  // -- what has to be wired again when fresh data came -------------------------------------
  function wire() {
    $$("[data-filter]").forEach(f => { f.hidden = false; f.nextElementSibling.hidden = false; f.addEventListener("input", filter); });
    $$("[data-newest]").forEach(m => { m.scrollLeft = m.scrollWidth; }); // where it does not fit
    $$(".tabs [aria-current]").forEach(t => { t.parentElement.scrollLeft = t.offsetLeft - 80; }); // on a phone
    $$("[data-remember]").forEach(f => {
      f.value = f.value || kept.get(f.dataset.remember) || "";
      f.addEventListener("change", () => kept.set(f.dataset.remember, f.value));
    });
  }
  $$("[data-flip]").forEach(b => { b.hidden = false; b.addEventListener("click", flip); });
  $$("[data-palette]").forEach(b => { b.hidden = false; b.addEventListener("click", open); });
  wire();

  // -- fresh data, unless somebody reads the past, types, or looks elsewhere ----------------
  const busy = () => document.hidden || $("main").dataset.live !== "1" || $("dialog[open]") || $("details.pick[open], .under details[open]")
    || document.activeElement?.closest("form") || getSelection().toString();
  async function refresh() {
    if (busy()) return;
    const stamp = $(".asof");
    try {
      const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!reply.ok || busy()) return;
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
      const place = rows().indexOf(chosen()), word = $("[data-filter]")?.value;
      for (const part of ["main", ".nav", ".asof"]) if ($(part, fresh)) $(part).replaceWith(document.adoptNode($(part, fresh)));
      wire();
      if (word && $("[data-filter]")) { $("[data-filter]").value = word; filter(); }
      if (place >= 0 && rows()[place]) rows()[place].ariaSelected = "true";
      dispatchEvent(new Event("watchkeeper:fresh"));
    } catch {
      if (stamp && !stamp.textContent.includes("no answer")) stamp.textContent += " · the server gives no answer";
    }
  }
  const later = () => setTimeout(() => refresh().finally(later), 1000 * $("main").dataset.every);
  later();
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
})();
