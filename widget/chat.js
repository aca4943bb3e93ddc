// The plain chat page: posts to the REST channel and shows what comes back. Text is shown as text, never as HTML.
"use strict";

const WEBHOOK = "/webhooks/rest/webhook";
const WAIT_MS = 30000;
const conversation = document.getElementById("conversation");
const form = document.getElementById("ask");
const field = document.getElementById("message");
const button = form.querySelector("button");
const status = document.getElementById("status");

// A random name for this tab's conversation; it is gone with the tab.
function sender() {
  let id = sessionStorage.getItem("bedside-conversation");
  if (!id) {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("bedside-conversation", id);
  }
  return id;
}

// The region that the clinic set for its page (data-region on <body>, or ?region=UK): it decides the numbers to call.
function region() {
  const set = new URLSearchParams(location.search).get("region") || document.body.dataset.region;
  return set ? { region: set } : {};
}

function show(text, kind, level) {
  const item = document.createElement("li");
  item.className = kind;
  if (level) item.dataset.level = level;
  item.textContent = text;
  conversation.append(item);
  item.scrollIntoView({ block: "nearest" });
  return item;
}

function offer(item, choices) {
  const row = document.createElement("div");
  row.className = "choices";
  for (const choice of choices) {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = choice.title;
    one.addEventListener("click", () => send(choice.payload));
    row.append(one);
  }
  item.append(row);
}

function busy(on) {
  button.disabled = on;
  status.textContent = on ? "Looking that up…" : "";
}

async function send(text) {
  if (button.disabled) return;
  show(text, "own");
  busy(true);
  try {
    const reply = await fetch(WEBHOOK, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sender: sender(), message: text, ...region() }),
      signal: AbortSignal.timeout(WAIT_MS),
    });
    if (!reply.ok) throw new Error(`status ${reply.status}`);
    for (const message of await reply.json()) {
      const item = show(message.text || "", "bot", message.custom && message.custom.level);
      if (message.buttons) offer(item, message.buttons);
    }
  } catch (error) {
    const item = show("Your message did not get through. In an emergency call 911 (US, Canada), 999 (UK), 112 (EU) or 000 (Australia).", "bot failed");
    offer(item, [{ title: "Send it again", payload: text }]);
  } finally {
    busy(false);
    field.focus();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  send(text);
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
