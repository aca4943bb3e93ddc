import { BedsideChat } from "./element";

if (!customElements.get("bedside-chat")) customElements.define("bedside-chat", BedsideChat);
