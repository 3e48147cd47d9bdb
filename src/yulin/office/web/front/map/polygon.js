// Drawing polygons on a map: corner by corner, corrected by dragging corners.
import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";

// a drawing tool, started; draggable: whether a whole polygon may be moved
export function polygonTool(map, draggable) {
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
    modes: [new TerraDrawPolygonMode(), new TerraDrawSelectMode({
      flags: { polygon: { feature: { draggable, coordinates: { midpoints: true, draggable: true, deletable: true } } } } })],
  });
  draw.start();
  draw.setMode("polygon");
  return draw;
}

// the geometries that are finished, in the order drawn
export const polygonsOf = (draw) =>
  draw.getSnapshot().filter((f) => f.geometry.type === "Polygon" && !f.properties.currentlyDrawing).map((f) => f.geometry);
