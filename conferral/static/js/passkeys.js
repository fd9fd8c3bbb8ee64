// A button with data-passkey asks the browser for a passkey, puts what it answers into the form, and sends that.
"use strict";

document.querySelectorAll("[data-passkey]").forEach((button) => {
  const form = button.form;
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  const told = form.querySelector("[data-told]");
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    told.textContent = "";
    try {
      const answer = options.creation_options
        ? await window.webauthnJSON.create(options.creation_options)
        : await window.webauthnJSON.get(options.request_options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      told.textContent = told.dataset.told;
    }
  });
});
