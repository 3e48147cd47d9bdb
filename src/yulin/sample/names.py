"""Invented names: the district, its towns and villages, people, companies and projects.

All of them are made up; codes begin with 99, which GB/T 2260 gives to no province.
"""

from __future__ import annotations

import numpy as np

CITY = "示例市"
DISTRICT = "青禾区"
DISTRICT_CODE = "990102"
BUREAU = "青禾区自然资源局"

TOWNS: tuple[tuple[str, str], ...] = (
    ("990102001", "禾湾街道"), ("990102002", "麦岭街道"), ("990102003", "青穗镇"), ("990102004", "柳甸镇"),
    ("990102005", "石棠镇"), ("990102006", "槐川镇"), ("990102007", "云坪乡"), ("990102008", "梨溪乡"),
)
"""Towns 乡镇（街道）: code (9 digits), name. The first two are the seat of the district."""

VILLAGES_PER_TOWN = (9, 8, 9, 8, 8, 8, 7, 7)

_ROOTS = "禾麦槐柳梨杏棠榆桐枣荞菽葵蒲荷栗柿柏桑竹"
_HEADS = ("上", "下", "东", "西", "前", "后", "大", "小", "南", "北", "新", "老")
_TAILS = ("庄", "沟", "湾", "岭", "坪", "坡", "洼", "营", "铺", "屯", "塬", "峪")

_SURNAMES = ("禾", "穗", "岑", "蔺", "郦", "佘", "亓", "逄", "缑", "厍", "麴", "郗", "鄢", "阚", "牟", "谌")
_GIVEN = ("知行", "望舒", "砚秋", "听澜", "怀瑾", "景明", "书昀", "若谷", "清越", "以宁", "守拙", "临川")

_BRANDS = ("穗丰", "禾源", "青岚", "麦浪", "云麓", "棠润", "槐安", "梨白", "拓野", "恒垄", "远畴", "满穗里",
           "稷合", "澄川", "砺石", "穗上坊")
_TRADES = ("置业", "新材料", "装备制造", "食品", "物流", "能源", "医药", "科技", "城市发展", "建设")

_PROJECTS = {
    "public": ("中心小学扩建", "九年一贯制学校", "社区卫生服务中心", "养老服务中心", "幼儿园", "变电站", "污水处理站",
               "消防救援站", "公交首末站", "文体活动中心", "便民停车场", "供热换热站"),
    "road": ("环路南段道路工程", "连接线道路工程", "支路打通工程", "道路拓宽工程", "跨河桥及引道工程"),
    "housing": ("回迁安置小区", "保障性住房", "住宅小区一期", "住宅小区二期", "人才公寓"),
    "industry": ("标准化厂房", "智能装备产业园", "冷链物流园", "农产品加工园", "新材料生产基地", "零部件生产线"),
    "commerce": ("商业综合体", "农贸市场改造", "酒店", "商务中心", "建材市场"),
}


def village_names(rng: np.random.Generator, count: int) -> list[str]:
    """``count`` different village names, such as 上槐坪村."""
    pool = [f"{head}{root}{tail}村" for head in _HEADS for root in _ROOTS for tail in _TAILS]
    return [pool[i] for i in rng.choice(len(pool), count, replace=False)]


def person(rng: np.random.Generator) -> str:
    """An invented person's name."""
    return _SURNAMES[rng.integers(len(_SURNAMES))] + _GIVEN[rng.integers(len(_GIVEN))]


def company(rng: np.random.Generator) -> str:
    """An invented company's name."""
    return f"{CITY}{_BRANDS[rng.integers(len(_BRANDS))]}{_TRADES[rng.integers(len(_TRADES))]}有限公司"


def survey_firm(rng: np.random.Generator) -> str:
    """An invented survey firm's name."""
    return f"{CITY}{_BRANDS[rng.integers(len(_BRANDS))]}测绘有限公司"


def project(rng: np.random.Generator, place: str, kind: str | None = None) -> str:
    """A project's name at ``place`` (a village or town name). kind: a key of the project table, or any."""
    group = _PROJECTS[kind or str(rng.choice(sorted(_PROJECTS)))]
    return place.removesuffix("村") + group[rng.integers(len(group))]
