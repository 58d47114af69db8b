/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  clearScreen: false,
  server: { port: 5173, strictPort: true, host: "localhost" },
  // WebKitGTK 2.40 and macOS 13.3 are the oldest engines the window runs in.
  // Nothing is inlined: the window's policy takes fonts from files only.
  build: {
    target: ["es2022", "safari16"],
    chunkSizeWarningLimit: 700,
    assetsInlineLimit: 0,
    // What the first picture needs is one file, however the parts that load later share it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "start", tags: ["$initial"] }] } } },
  },
  test: {
    globals: true,
    environment: "jsdom",
    setupFiles: ["./src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    testTimeout: 30_000,
  },
});
