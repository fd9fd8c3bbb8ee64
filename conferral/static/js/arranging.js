// How is a requirement dragged to another place? The form that the buttons send goes out, with where it was dropped.
"use strict";

(() => {
  const form = document.getElementById("arrangement");
  const EDGE = 70;
  const marker = document.createElement("li");
  marker.className = "here";
  marker.setAttribute("aria-hidden", "true");
  let held = null;

  // The list that is nearest to the pointer, and the row before which it would be dropped; none for the end.
  const placeAt = (y) => {
    const lists = [...form.querySelectorAll("ol[data-stage]")];
    const away = (list) => {
      const box = list.getBoundingClientRect();
      return Math.max(box.top - y, y - box.bottom, 0);
    };
    const list = lists.reduce((nearest, one) => (away(one) < away(nearest) ? one : nearest));
    const rows = [...list.querySelectorAll("li[data-code]")].filter((row) => row !== held.row);
    const before = rows.find((row) => {
      const box = row.getBoundingClientRect();
      return y < box.top + box.height / 2;
    });
    return { list, before };
  };

  const show = () => {
    const { list, before } = placeAt(held.y);
    held.list = list;
    held.before = before;
    list.insertBefore(marker, before ?? null);
  };

  // Near the edges of the window the page moves on, for as long as something is held there.
  const glide = () => {
    if (!held) return;
    const step = held.y < EDGE ? -12 : held.y > window.innerHeight - EDGE ? 12 : 0;
    if (step) {
      window.scrollBy({ top: step, behavior: "instant" });
      show();
    }
    window.requestAnimationFrame(glide);
  };

  const letGo = () => {
    held.row.classList.remove("held");
    document.body.classList.remove("dragging");
    marker.remove();
    held = null;
  };

  const drop = () => {
    const { row, list, before } = held;
    const following = row.nextElementSibling === marker ? marker.nextElementSibling : row.nextElementSibling;
    const stays = list === row.parentElement && (before ?? null) === following;
    letGo();
    if (stays) return;
    form.elements.move.value = row.dataset.code;
    form.elements.into.value = list.dataset.stage;
    form.elements.before.value = before ? before.dataset.code : "";
    form.requestSubmit();
  };

  form.querySelectorAll(".grip").forEach((grip) => {
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || form.dataset.sent) return;
      event.preventDefault();
      grip.setPointerCapture(event.pointerId);
      held = { row: grip.closest("li"), y: event.clientY };
      held.row.classList.add("held");
      document.body.classList.add("dragging");
      show();
      window.requestAnimationFrame(glide);
    });
    grip.addEventListener("pointermove", (event) => {
      if (!held) return;
      held.y = event.clientY;
      show();
    });
    grip.addEventListener("pointerup", () => held && drop());
    grip.addEventListener("pointercancel", () => held && letGo());
  });

  document.addEventListener("keydown", (event) => {
    if (held && event.key === "Escape") letGo();
  });
})();
