// Bundles the office's front end: every front/*.js and front/*.css is an entry of its own (what they share lies in
// folders below), bundled with its libraries into static/build/. Nothing is fetched by the page at run time.
// MapLibre's strict-CSP build keeps its worker in a file of its own, which is copied beside the bundles, so that the
// office's content-security policy needs neither blob: nor 'unsafe-eval'.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const front = join(root, "src/yulin/office/web/front");
const out = join(root, "src/yulin/office/web/static/build");

const entries = existsSync(front)
  ? readdirSync(front).filter((name) => /\.(js|css)$/.test(name)).sort().map((name) => join(front, name))
  : [];
if (entries.length === 0) {
  console.error(`No front-end sources (*.js, *.css) in ${front}.`);
  process.exit(1);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: entries,
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome90", "firefox90", "safari15"],
  charset: "utf8",
  legalComments: "linked",
  loader: { ".svg": "dataurl", ".png": "dataurl", ".woff2": "file" },
  // MapLibre's default bundle starts its worker from a blob: address; the CSP build does not
  alias: { "maplibre-gl": join(root, "node_modules/maplibre-gl/dist/maplibre-gl-csp.js"),
           "maplibre-gl/dist/maplibre-gl.css": join(root, "node_modules/maplibre-gl/dist/maplibre-gl.css") },
  logLevel: "warning",
});
copyFileSync(join(root, "node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js"), join(out, "maplibre-worker.js"));
