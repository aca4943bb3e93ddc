import builtIn from "./numbers.json";
import type { About, PhoneNumber } from "./types";

/**
 * Whom to call in an emergency: as the server says, or as built in where it can't be reached. A test holds `numbers.json` against
 * knowledge/content/contacts.yml.
 */
export function emergencyNumbers(about: About | null, region: string | null): PhoneNumber[] {
  if (about) return about.numbers;
  const regions = builtIn.regions as Record<string, PhoneNumber[]>;
  if (region && regions[region]) return regions[region];
  return Object.entries(regions).flatMap(([name, numbers]) =>
    numbers.map((one) => ({ ...one, label: `${one.label} (${name})` })),
  );
}

/** The same in words. */
export function emergencyWords(about: About | null, region: string | null): string {
  if (about) return about.emergency;
  const words = builtIn.words as Record<string, string>;
  return (region && words[region]) || words["unknown"]!;
}
