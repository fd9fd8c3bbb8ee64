// How are suggestions of the search at the top chosen? By arrow keys, Enter and Escape, or with the mouse.
"use strict";

const field = document.getElementById("everywhere");
const listed = document.getElementById("suggestions");

if (field && listed) {
  // Only where this script runs there is anything to choose from; without it the field is a plain search.
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "suggestions");
  field.setAttribute("aria-expanded", "false");

  const options = () => [...listed.querySelectorAll("[role=option]")];
  const chosen = () => listed.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };

  const show = (isOpen) => {
    listed.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(null);
  };

  listed.addEventListener("htmx:afterSwap", () => {
    show(options().length > 0 && document.activeElement === field);
    choose(null);
  });

  field.addEventListener("keydown", (event) => {
    const all = options();
    const place = all.indexOf(chosen());
    if (event.key === "Escape" && !listed.hidden) {
      event.preventDefault();
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      show(true);
      // One place before the first and after the last is the field itself.
      const next = place + (event.key === "ArrowDown" ? 1 : place < 0 ? all.length : -1);
      choose(all[next] ?? null);
    } else if (event.key === "Enter" && place >= 0 && !listed.hidden) {
      event.preventDefault();
      window.location.assign(all[place].dataset.leadsTo);
    }
  });

  // Pressed, not clicked: the field keeps the focus until the page goes.
  listed.addEventListener("mousedown", (event) => event.preventDefault());
  listed.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) window.location.assign(option.dataset.leadsTo);
  });
  field.addEventListener("blur", () => show(false));
}
