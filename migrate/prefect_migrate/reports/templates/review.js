(() => {
  const given = new Map(Object.entries(REVIEW.given));
  const groups = new Map();
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);
  const bar = make("div", "", { className: "review-bar no-print" });
  const state = make("span", "");
  state.setAttribute("role", "status");
  const done = make("button", "Done", { type: "button", className: "plain" });
  bar.append(state, " ", done);
  document.querySelector("main").append(bar);
  const show = () => {
    const total = Object.keys(REVIEW.items).length;
    state.textContent = `${given.size} of ${total} decided`;
    for (const [id, buttons] of groups) for (const button of buttons) {
      const take = given.has(id) ? (given.get(id).text === undefined ? given.get(id) : "text") : "";
      button.setAttribute("aria-pressed", String(button.dataset.take === take));
    }
  };
  const decide = async (id, take, text) => {
    const undo = take !== "text" && given.get(id) === take;
    const body = JSON.stringify(undo ? { id } : { id, take, text });
    const answer = await fetch("decide", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (!answer.ok) { state.textContent = `not saved: ${await answer.text()}`; return; }
    if (undo) given.delete(id); else given.set(id, take === "text" ? { text } : take);
    show();
  };
  const fill = place => {
    const id = place.dataset.id, item = REVIEW.items[id];
    if (!item) return false;
    const buttons = groups.get(id) || groups.set(id, []).get(id);
    for (const take of item.answers) {
      const button = make("button", take, { type: "button", className: "plain" });
      button.dataset.take = take;
      button.addEventListener("click", () => decide(id, take));
      buttons.push(button);
      place.append(button);
    }
    if (item.text !== null) {
      const edit = make("button", "edit", { type: "button", className: "plain" });
      edit.dataset.take = "text";
      edit.addEventListener("click", () => {
        if (place.querySelector("textarea")) return;
        const area = make("textarea", "", { value: item.text, rows: 8 });
        area.setAttribute("aria-label", `Result of ${id}`);
        const save = make("button", "save", { type: "button", className: "plain" });
        save.addEventListener("click", () => decide(id, "text", area.value));
        place.append(area, save);
        area.focus();
      });
      buttons.push(edit);
      place.append(edit);
    }
    return true;
  };
  for (const place of document.querySelectorAll(".choose")) fill(place);
  const others = Object.keys(REVIEW.items).filter(id => !groups.has(id));
  if (others.length) {
    const section = make("section", "");
    section.append(make("h2", "Conflicts that stay after the merge"));
    for (const id of others) {
      const item = REVIEW.items[id];
      const place = make("p", "", { className: "choose" });
      place.dataset.id = id;
      section.append(make("h3", item.place), make("p", item.title));
      if (item.text !== null) section.append(make("pre", item.text, { tabIndex: 0 }));
      section.append(place);
      fill(place);
    }
    bar.before(section);
  }
  done.addEventListener("click", async () => {
    await fetch("done", { method: "POST" });
    state.textContent = "Saved. You can close this page.";
    done.remove();
  });
  show();
})();
