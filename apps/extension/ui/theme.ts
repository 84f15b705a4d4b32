/**
 * Gmail has themes of its own, whatever the system prefers: our parts take light
 * or dark from the colour they stand on.
 */
export function followTheme(element: HTMLElement, standingOn: HTMLElement = element): void {
  element.dataset.openlyTheme = isDark(surfaceOf(standingOn)) ? 'dark' : 'light';
}

function surfaceOf(element: HTMLElement): string {
  for (let at: HTMLElement | null = element; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (!/^(?:transparent|rgba\(.*, ?0\))$/.test(color)) return color;
  }
  return 'rgb(255, 255, 255)';
}

function isDark(color: string): boolean {
  const [red = 255, green = 255, blue = 255] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}
