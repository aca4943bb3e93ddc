import builtIn from "./numbers.json";
import type { About, Action } from "./types";

/**
 * Whom to call in an emergency: as the server says, or as built in where it can't be reached or the person is elsewhere than its page says.
 * None while the region is not known: a wall of every region's numbers helps nobody, and `emergencyWords` names them. A test holds
 * `numbers.json` against the content's contacts.
 */
export function emergencyActions(about: About | null, region: string | null, pressed: string | null = null): Action[] {
  if (about && !isElsewhere(about, pressed)) return about.actions;
  return actionsIn(pressed ?? region);
}

/** The same in words. */
export function emergencyWords(about: About | null, region: string | null, pressed: string | null = null): string {
  if (about && !isElsewhere(about, pressed)) return about.emergency;
  const words = builtIn.words as Record<string, string>;
  return words[pressed ?? region ?? ""] ?? words["unknown"]!;
}

/** The emergency numbers of one region, as built in. */
export function actionsIn(region: string | null): Action[] {
  const regions = builtIn.regions as Record<string, Action[]>;
  return regions[region ?? ""] ?? [];
}

/** Whether the country that the person pressed is another than the one that the server knows of. */
function isElsewhere(about: About, pressed: string | null): boolean {
  return pressed !== null && pressed !== about.region;
}
