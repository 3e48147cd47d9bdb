"""What grows or stands where: land classes 地类 of the 三调 working classification, slope grades and ridge deductions.

Classes follow the lie of the land: towns and village cores are built up, plains are mostly dry land with irrigated land
along the river, hills carry forest, shrub and grass with terraces between. Codes with K (可调整) and A (细分) occur in
small numbers, as they do in the survey.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from yulin.sample.sites import Sites
from yulin.sample.terrain import Floats, Terrain

CLASSES: dict[str, str] = {
    "0101": "水田", "0102": "水浇地", "0103": "旱地", "0201": "果园", "0201K": "可调整果园", "0204": "其他园地",
    "0204K": "可调整其他园地", "0301": "乔木林地", "0301K": "可调整乔木林地", "0305": "灌木林地", "0307": "其他林地",
    "0307K": "可调整其他林地", "0401": "天然牧草地", "0404": "其他草地", "05H1": "商业服务业设施用地",
    "0508": "物流仓储用地", "0601": "工业用地", "0602": "采矿用地", "0701": "城镇住宅用地", "0702": "农村宅基地",
    "08H1": "机关团体新闻出版用地", "08H2": "科教文卫用地", "08H2A": "高教用地", "0809": "公用设施用地",
    "0810": "公园与绿地", "0810A": "广场用地", "09": "特殊用地", "1001": "铁路用地", "1003": "公路用地",
    "1004": "城镇村道路用地", "1005": "交通服务场站用地", "1006": "农村道路", "1101": "河流水面", "1103": "水库水面",
    "1104": "坑塘水面", "1104A": "养殖坑塘", "1106": "内陆滩涂", "1107": "沟渠", "1107A": "干渠",
    "1109": "水工建筑用地",
    "1201": "空闲地", "1202": "设施农用地", "1206": "裸土地", "1207": "裸岩石砾地",
}
"""Land classes that occur in the sample: code → 地类名称 (TD/T 1055-2019)."""

CODES = np.array(list(CLASSES))
NAMES = np.array(list(CLASSES.values()))

_TOWN = {"0701": 38, "05H1": 10, "0601": 18, "08H1": 4, "08H2": 8, "08H2A": 1, "0809": 3, "0810": 6, "0810A": 1,
         "1004": 4, "1005": 1.5, "0508": 2, "1201": 2, "09": 0.5, "0301": 1}
_VILLAGE = {"0702": 82, "08H2": 3, "0809": 2, "05H1": 2, "1201": 3, "0204": 2, "0601": 3, "1004": 1, "09": 0.6}
_PLAIN = {"0103": 60, "0201": 6, "0201K": 0.6, "0204": 1.5, "0204K": 0.2, "0301": 8, "0301K": 0.5, "0307": 4,
          "0307K": 0.5, "0404": 4, "0601": 2.2, "0602": 0.4, "1104": 0.8, "1104A": 0.3, "1202": 2.6, "1107": 0.5,
          "0702": 1.5, "0809": 0.3, "09": 0.3}
_WET = {"0102": 52, "0101": 14, "0103": 14, "0201": 3, "0301": 5, "1104": 2, "1104A": 1, "1106": 2, "1107": 1.5,
        "1109": 0.4, "0307": 2, "1202": 2}
_HILL = {"0301": 40, "0305": 18, "0307": 10, "0404": 13, "0401": 1, "0103": 12, "0201": 1.5, "0602": 0.8, "1103": 0.4,
         "1206": 0.7, "1207": 1.2, "0204": 0.5, "1202": 0.4}

RIDGE = {("2", "PD"): 0.0382, ("2", "TT"): 0.0617, ("3", "PD"): 0.0724, ("3", "TT"): 0.1093, ("4", "PD"): 0.1046,
         ("4", "TT"): 0.1521, ("5", "PD"): 0.1288, ("5", "TT"): 0.1874}
"""田坎系数 by slope grade and kind of farmland (invented, of usual size)."""


def land_classes(terrain: Terrain, sites: Sites) -> NDArray[np.int16]:
    """Index into ``CODES`` of every site's cell, (n,)."""
    rng = np.random.default_rng([terrain.seed, 4])
    xy = sites.xy
    hills = terrain.hills(xy)
    river = cKDTree(terrain.lines[0].course).query(xy)[0]
    wet = (hills < 0.3) & (river < 0.10 * terrain.radius * (1 + 0.5 * terrain.moisture(xy)))
    # the fields are patchy: neighbours tend to share a class, because half of the draw is the crop field's own
    draw = np.where(rng.random(len(xy)) < 0.55, _uniform(terrain.crops(xy)), rng.random(len(xy)))
    out = np.empty(len(xy), np.int16)
    zones = (("hill", hills > 0.5, _HILL), ("plain", np.ones(len(xy), bool), _PLAIN))
    zone_masks = [(sites.place == 2, _TOWN), (sites.place == 1, _VILLAGE), (wet, _WET),
                  *((mask, table) for _name, mask, table in zones)]
    free = np.ones(len(xy), bool)
    for mask, table in zone_masks:
        chosen = free & mask
        out[chosen] = _pick(table, draw[chosen])
        free &= ~chosen
    for index, line in enumerate(terrain.lines):
        out[sites.line == index] = int(np.flatnonzero(line.code == CODES)[0])
    return out


def _uniform(values: Floats) -> Floats:
    rank = np.empty(len(values))
    rank[np.argsort(values, kind="stable")] = np.arange(len(values))
    return (rank + 0.5) / max(len(values), 1)


def _pick(table: dict[str, float], draw: Floats) -> NDArray[np.int16]:
    weights = np.array(list(table.values()))
    index = np.array([int(np.flatnonzero(code == CODES)[0]) for code in table], np.int16)
    return index[np.searchsorted(np.cumsum(weights / weights.sum())[:-1], draw, side="right")]


def slope_grades(terrain: Terrain, xy: Floats) -> NDArray[np.int8]:
    """耕地坡度级别 1–5 at each place (n,): ≤ 2°, 2–6°, 6–15°, 15–25°, over 25°."""
    steep = terrain.hills(xy) + 0.35 * terrain.crops(xy)
    return np.asarray(1 + np.searchsorted([0.05, 0.55, 1.15, 1.9], steep), np.int8)


def is_farmland(code: NDArray[np.str_]) -> NDArray[np.bool_]:
    """耕地: classes 0101, 0102, 0103 and nothing else (可调整 classes are not)."""
    return np.char.startswith(code.astype(str), "01")
