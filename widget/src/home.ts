/** Where the chat's files were loaded from, with a slash at the end; read while the script runs, as it is gone later. */
const script = document.currentScript as HTMLScriptElement | null;
const HOME = new URL(".", script?.src || document.baseURI).href;

/** Address of the API: beside the script, or on the server that the page names. */
export function apiBase(server: string | null): string {
  return server ? new URL("/chat/api/", server).href : new URL("api/", HOME).href;
}
