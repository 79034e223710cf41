// Saves a page load for each tap, keeps what could not be sent, and looks again when told to.
// Without it every page works as it is.
(() => {
  "use strict";
  const room = document.body.dataset.room;
  if (!room || !window.fetch || !window.URLSearchParams) return;
  const words = document.body.dataset;
  const part = (id) => document.getElementById(id);
  const parts = () => [...document.querySelectorAll("[data-v]")].map((node) => node.dataset.v).join(" ");
  const store = "unsent " + room;
  let waiting = [];
  try { waiting = JSON.parse(localStorage.getItem(store)) || []; } catch { waiting = []; }
  const keep = () => { try { localStorage.setItem(store, JSON.stringify(waiting)); } catch { /* none */ } };

  const say = (text) => {
    const p = document.createElement("p"), box = document.createElement("div");
    p.textContent = text;
    box.append(p);
    box.className = "text";
    part("said").replaceChildren(box);
  };
  // What was answered is done with: the same button pressed again is another tap.
  const renew = () => document.querySelectorAll("[name=nonce]").forEach((field) => {
    field.value = Date.now().toString(36) + Math.random().toString(36).slice(2);
  });
  const typed = () => [...document.querySelectorAll("textarea, input:not([type=hidden])")]
    .filter((field) => field.value && field.value !== field.defaultValue);

  // Put in the parts that came; the reader's place is kept, or is their new card, and what they
  // had begun to write goes along.
  const put = (html, moved) => {
    const came = new DOMParser().parseFromString(html, "text/html");
    const focus = document.activeElement && document.activeElement.closest("article");
    const begun = typed().filter((field) => field.id);
    for (const fresh of came.querySelectorAll("[data-v]")) {
      if (fresh.dataset.v === part(fresh.id).dataset.v) continue;
      if (moved || fresh.id !== "me" || !typed().length) part(fresh.id).replaceWith(fresh);
    }
    for (const { id, value } of begun) {
      const field = part(id), folded = field && field.closest("details");
      if (!field || field.value) continue;
      field.value = value;
      if (folded) folded.open = true;
    }
    const said = came.getElementById("said");
    if (said && (moved || said.children.length)) part("said").replaceChildren(...said.childNodes);
    if (moved) {
      const card = document.querySelector("#me textarea") && document.querySelector("#me details[open] textarea")
        || document.querySelector("#me article");
      if (card) card.focus({ preventScroll: true });
      scrollTo({ top: 0 });
    } else if (focus && part(focus.id)) part(focus.id).focus({ preventScroll: true });
  };

  const ask = (url, body, signal) => fetch(url, {
    method: body ? "POST" : "GET", body, signal, credentials: "same-origin", redirect: "follow",
    headers: { "X-Parts": parts() },
  });

  let seeing = new AbortController();
  const see = async () => {
    seeing = new AbortController();
    try {
      const answer = await ask(location.pathname + location.search, undefined, seeing.signal);
      if (answer.status === 200) put(await answer.text(), false);
    } catch { /* it is told again, or something was sent: what comes back then shows all */ }
  };

  // One request after the other, so that no older page comes after a newer one. What was tapped or
  // written goes in order, each until it is taken: its nonce lets it count once.
  let told = false, sending = false;
  const look = () => { told = true; send(); };
  const send = async () => {
    if (sending) return;
    sending = true;
    for (let failed = 0; waiting.length || told;) {
      if (!waiting.length) { told = false; await see(); continue; }
      const [url, fields, at] = waiting[0];
      const body = new URLSearchParams(fields);
      if (failed || Date.now() - at > 2000) body.set("age", String(Date.now() - at));
      try {
        const answer = await ask(url, body);
        const text = await answer.text();
        if (answer.status === 503 || answer.status === 502 || answer.status === 429) throw new Error();
        waiting.shift();
        keep();
        renew();
        if (answer.headers.get("Content-Type").startsWith("text/html") && text.includes('id="said"')) put(text, true);
        else say(words.failed);
        if (!waiting.length) document.querySelectorAll("[aria-busy]").forEach((it) => it.removeAttribute("aria-busy"));
        if (failed && !part("said").children.length) say(words.back);
        failed = 0;
      } catch {
        if (!failed++) say(words.offline);
        await new Promise((go) => {
          const timer = setTimeout(go, Math.min(30, 2 ** failed) * 1000);
          addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
        });
      }
    }
    sending = false;
  };

  addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    const url = (button && button.getAttribute("formaction")) || form.getAttribute("action");
    if (form.method !== "post" || !/\/(tap|write)$/.test(url)) return;
    event.preventDefault();
    const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
    if (button && button.name) fields.push([button.name, button.value]);
    if (waiting.some(([, there]) => String(there) === String(fields))) return;
    waiting.push([url, fields, Date.now()]);
    keep();
    form.querySelectorAll("textarea").forEach((field) => { field.value = ""; });
    form.closest("section").setAttribute("aria-busy", "true");
    seeing.abort();
    send();
  });

  // The clock on the screen goes on by itself, from what it said when it came.
  const ends = new WeakMap();
  setInterval(() => document.querySelectorAll("[data-left]").forEach((clock) => {
    if (!ends.has(clock)) ends.set(clock, Date.now() + clock.dataset.left * 1000);
    const left = Math.max(0, Math.round((ends.get(clock) - Date.now()) / 1000));
    clock.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
  }), 1000);

  // Told to look: at once, and again when a phone comes back from its pocket.
  const listen = () => {
    const source = new EventSource(room + "/events");
    source.addEventListener("changed", look);
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(() => { look(); listen(); }, 30000);
    };
  };
  if (window.EventSource) listen();
  addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  addEventListener("pageshow", (event) => { if (event.persisted) look(); });
  send();
})();
