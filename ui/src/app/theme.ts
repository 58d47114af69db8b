import type { Density, Theme } from "@/ipc";

const darkSystem = () => window.matchMedia("(prefers-color-scheme: dark)");

/** Paints the window in a theme, once. */
export function applyTheme(theme: Theme): void {
  const dark = theme === "dark" || (theme === "system" && darkSystem().matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

/** Paints the window in a theme and, for “system”, keeps following the system. Returns how to stop. */
export function followTheme(theme: Theme): () => void {
  applyTheme(theme);
  if (theme !== "system") return () => {};
  const system = darkSystem();
  const repaint = () => applyTheme("system");
  system.addEventListener("change", repaint);
  return () => system.removeEventListener("change", repaint);
}

/** Sets the height of rows everywhere. */
export function applyDensity(density: Density): void {
  document.documentElement.dataset.density = density;
}
