export type Theme = "auto" | "light" | "dark" | "contrast";

/** How the chat looks, as the person chose it. `size` is a step: 0 normal, 1 larger, 2 largest. */
export interface Look {
  theme: Theme;
  size: number;
}

export const DEFAULT_LOOK: Look = { theme: "auto", size: 0 };

/** The colours to show: the person's choice, or what the device asks for. */
export function scheme(look: Look): Exclude<Theme, "auto"> {
  if (look.theme !== "auto") return look.theme;
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Calls back when the device changes its mind; returns how to stop that. */
export function watchDevice(changed: () => void): () => void {
  const queries = ["(prefers-contrast: more)", "(prefers-color-scheme: dark)"].map((query) => matchMedia(query));
  queries.forEach((query) => query.addEventListener("change", changed));
  return () => queries.forEach((query) => query.removeEventListener("change", changed));
}
