// The small map of a page: reads the data-* attributes of <div class="map">.
export {};
