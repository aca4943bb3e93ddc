import { defineConfig } from "vite";

// One classic script: it needs no CORS to be loaded, and tells by its own address where the server is.
export default defineConfig({
  build: {
    target: "es2021",
    lib: { entry: "src/main.ts", formats: ["iife"], name: "bedside", fileName: () => "bedside-chat.js" },
    outDir: "dist",
    reportCompressedSize: false,
  },
});
