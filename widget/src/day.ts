/** A date of the contract (YYYY-MM-DD) as people write it; as it is where it is none. */
export function day(date: string, lang: string): string {
  const parsed = new Date(`${date}T12:00:00`);
  if (Number.isNaN(parsed.getTime())) return date;
  return parsed.toLocaleDateString(lang === "en" ? "en-GB" : lang, { day: "numeric", month: "long", year: "numeric" });
}
