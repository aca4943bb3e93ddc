/** The clinic's accent colour, with the text colour that can be read on it. Nothing where it isn't written as #rgb or #rrggbb. */
export function accent(colour: string | null): { back: string; text: string } | null {
  const hex = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(colour?.trim() ?? "");
  if (!hex) return null;
  const digits = hex[2] ?? [...hex[1]!].map((digit) => digit + digit).join("");
  const channels = [0, 2, 4].map((at) => linear(parseInt(digits.slice(at, at + 2), 16) / 255));
  const luminance = 0.2126 * channels[0]! + 0.7152 * channels[1]! + 0.0722 * channels[2]!;
  // WCAG 2.2's contrast ratio; the better of white and black is always at least 4.58 to 1.
  const text = 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
  return { back: `#${digits}`, text };
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
