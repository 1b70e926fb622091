// A select becomes a field to type in (ARIA combobox with a list): names, codes and spellings are asked of /suggest.
// Whatever is typed is sent when nothing is chosen, and the server reads it; without this script the select remains,
// or the field with the list of its browser.
for (const field of document.querySelectorAll("[data-suggest]")) {
  const data = field.dataset, id = field.id, select = field.tagName === "SELECT" ? field : null;
  // A second field of a kind has the list of the first: a page has hundreds of names once.
  const source = select || field.list || document.querySelector(`select[data-suggest="${data.suggest}"]`);
  const input = select ? document.createElement("input") : field, list = document.createElement("ul");
  const state = document.createElement("span"), typed = select?.appendChild(new Option());
  let options = [], active = -1, asked = 0, timer;
  Object.assign(input, { id, type: "text", autocomplete: "off", spellcheck: false });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": id + "-list" })) input.setAttribute(name, value);
  if (select) {
    input.placeholder = select.options[0].text;
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"])
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    if (select.value) input.value = select.selectedOptions[0].text;
  }
  list.id = id + "-list";
  list.className = "offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${id}"]`).textContent);
  state.className = "hidden";
  state.setAttribute("role", "status");
  if (select) {
    select.id = id + "-sent";
    select.hidden = true;
    select.after(input);
  } else input.removeAttribute("list");
  input.after(list, state);
  input.parentElement.classList.add("offering");

  const send = (value) => {
    if (!select) return;
    select.value = value;
    if (select.value === value) return;
    typed.value = value;
    typed.selected = true;
  };
  const mark = (at) => {
    active = at;
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", n === at));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const choose = (at) => {
    const { name, value } = options[at];
    input.value = select || name === value || name.endsWith(`${value})`) ? name : `${name} (${value})`;
    send(value);
    close();
  };
  const show = (found) => {
    options = found.filter((one) => one.value);
    list.replaceChildren(...options.map((one, n) => {
      const item = document.createElement("li"), more = document.createElement("small");
      item.id = `${id}-${n}`;
      item.setAttribute("role", "option");
      more.textContent = [one.matched, one.place].filter(Boolean).join(", ");
      item.append(one.name, " ", more);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(n); });
      return item;
    }));
    mark(-1);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!!options.length));
    state.textContent = data.found.replace("{n}", options.length);
  };
  const showAll = () => show([...(source?.options ?? [])].filter((one) => one !== typed && one.value)
    .map((one) => ({ name: one.text || one.value, value: one.value, place: one.parentElement.label })));
  const ask = async () => {
    const text = input.value.trim(), now = ++asked;
    if (!text) return showAll();
    try {
      const values = new URLSearchParams({ q: text, kind: data.suggest, lang: document.documentElement.lang });
      const found = await (await fetch(`/suggest?${values}`)).json();
      if (now === asked && document.activeElement === input) show(found.suggestions);
    } catch { close(); }
  };
  input.addEventListener("input", () => {
    send(input.value.trim());
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) ask();
    else if (step) {
      event.preventDefault();
      mark((active + step + options.length + (active < 0 && step < 0)) % options.length);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape") close();
  });
  input.addEventListener("click", () => list.hidden && ask());
  input.addEventListener("blur", close);
}
