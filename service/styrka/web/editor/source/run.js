// Runs the query and puts the answer of its page below the editor, so that what is written and where one is stay.
const LONGEST = 6000; // characters of an address that any server and proxy takes

export function makeAddress(form, query) {
  const asked = new URLSearchParams({ query });
  if (form.elements.lang) asked.set("lang", form.elements.lang.value);
  return `/sparql?${asked}`;
}

export function makeRunner(form, read, words) {
  let asking;
  return async () => {
    asking?.abort();
    const present = (asking = new AbortController()), query = read(), address = makeAddress(form, query);
    const short = address.length <= LONGEST, state = document.getElementById("state");
    state.textContent = words.running;
    try {
      const body = new URLSearchParams({ query });
      const answer = await fetch(short ? address : `/sparql${form.elements.lang ? `?lang=${form.elements.lang.value}` : ""}`, {
        method: short ? "GET" : "POST",
        headers: { Accept: "text/html" },
        signal: present.signal,
        ...(short ? {} : { body }),
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.getElementById("result") ?? page.getElementById("fault");
      const shown = document.importNode(found, true);
      shown.id = "result";
      for (const [from, to] of [["h2", "h3"], ["h1", "h2"]]) // the page of an error has a heading of its own
        if (found.id === "fault") for (const one of shown.querySelectorAll(from)) one.replaceWith(Object.assign(document.createElement(to), { textContent: one.textContent }));
      document.getElementById("result").replaceWith(shown);
      if (short && location.pathname + location.search !== address) history.pushState(null, "", address);
      const other = page.querySelector("header .language");
      if (short && other) document.querySelector("header .language").replaceWith(document.importNode(other, true));
      state.textContent = "";
      document.getElementById("said").textContent = (shown.querySelector("[data-said]") ?? shown).textContent.trim().slice(0, 300);
    } catch (error) {
      if (error.name !== "AbortError") state.textContent = words.unreachable;
    }
  };
}
