// The few words that a map says itself, in the page's language.
const chinese = {
  record: "台账", landUse: "地类", place: "位置", yjjbntbhtb: "永久基本农田", stbhhx: "生态保护红线", czkfbj: "城镇开发边界",
  cjdcq: "村", xzq: "乡镇", noMap: "此浏览器不能显示地图（需要 WebGL），其他功能不受影响。",
  controls: { "NavigationControl.ZoomIn": "放大", "NavigationControl.ZoomOut": "缩小", "Popup.Close": "关闭", "Map.Title": "地图",
    "ScaleControl.Meters": "米", "ScaleControl.Kilometers": "公里" },
};
const english = {
  record: "Record", landUse: "Land use", place: "Place", yjjbntbhtb: "Permanent farmland", stbhhx: "Ecological redline",
  czkfbj: "Urban boundary", cjdcq: "Village", xzq: "Town",
  noMap: "This browser cannot draw maps (WebGL is needed); everything else works.", controls: {},
};

export const words = document.documentElement.lang === "en" ? english : chinese;
