import builtIn from "./numbers.json";
import type { About, Action } from "./types";

/**
 * Whom to call in an emergency: as the server says, or as built in where it can't be reached. None while the region is not known: a wall of
 * every region's numbers helps nobody, and `emergencyWords` names them. A test holds `numbers.json` against the content's contacts.
 */
export function emergencyActions(about: About | null, region: string | null): Action[] {
  if (about) return about.actions;
  const regions = builtIn.regions as Record<string, Action[]>;
  return (region && regions[region]) || [];
}

/** The same in words. */
export function emergencyWords(about: About | null, region: string | null): string {
  if (about) return about.emergency;
  const words = builtIn.words as Record<string, string>;
  return (region && words[region]) || words["unknown"]!;
}
