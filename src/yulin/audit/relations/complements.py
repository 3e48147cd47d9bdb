"""Complements (互补的部分): names that together are a whole, so that a list of them claims to be complete."""

from __future__ import annotations

import re
from collections.abc import Sequence

from yulin.audit.report import Quantity

_PAIRS = (
    ("基本支出", "项目支出"),
    ("出口", "进口"),
    ("城镇", "乡村"),
    ("城镇", "农村"),
    ("税收", "非税"),
    ("旧存", "新收"),
    ("男", "女"),
    ("人员经费", "公用经费"),
    ("直办", "转办"),
    ("有效", "无效"),
    ("夏粮", "秋粮"),
    ("公立", "民营"),
    ("本地农民工", "外出农民工"),
    ("线上", "线下"),
    ("参保职工", "离退休"),
    ("新建", "续建"),
    ("在职", "退休"),
    ("永久使用", "临时使用"),
    ("养殖", "捕捞"),
    ("中央", "地方"),
    ("省内", "省外"),
    ("省内", "跨省"),
    ("市内", "市外"),
    ("国内", "国外"),
    ("国内", "境外"),
    ("国内", "入境"),
    ("初信", "重信"),
    ("初访", "重访"),
    ("个人", "单位"),
    ("个人", "集体"),
    ("城镇职工", "城乡居民"),
    ("即时办结", "转办"),
    ("直接办结", "转办"),
    ("直接解答", "转办"),
    ("采纳", "未采纳"),
    ("家庭户", "集体户"),
    ("汉族", "少数民族"),
    ("一般债券", "专项债券"),
    ("一般债务", "专项债务"),
    ("执业医师", "执业助理医师"),
    ("内资", "外资"),
    ("动产", "不动产"),
    ("早稻", "晚稻"),
    ("上级", "本级"),
    ("省级", "市县"),
    ("市级", "区县"),
    ("市级", "县区"),
    ("水泥", "沥青"),
)

#: names that together are a whole, three or more of them
_SETS = (
    ("第一产业", "第二产业", "第三产业"),
    ("农用地", "建设用地", "未利用地"),
    ("因公出国", "公务用车", "公务接待"),
    ("货物", "工程", "服务"),
    ("农业", "林业", "牧业", "渔业"),
    ("水田", "水浇地", "旱地"),
    ("新制定", "修改", "废止"),
)


def by_name(parts: Sequence[Quantity]) -> bool:
    """Two parts that are complements by their names (城镇, 乡村; 出口, 进口)."""
    words = [q.lead + q.trail[:8] for q in parts]
    if len(parts) > 2 and re.search(r"其[他它余]", words[-1]):
        return True
    if any(len(parts) <= len(names) + 1 and all(any(n in w for w in words) for n in names) for names in _SETS):
        return True
    if len(parts) != 2:
        return False
    left, right = (q.lead + q.trail[:8] for q in parts)
    if any(_denied(a, b) for a, b in ((parts[0].subject, right), (parts[1].subject, left))):
        return True
    return any(a in left and b in right or b in left and a in right for a, b in _PAIRS)


def _denied(subject: str, other: str) -> bool:
    """Is the other part named by denying this one (税收, 非税收; 达标, 未达标)?"""
    core = re.sub(r"^(?:其中|农村|城市)", "", subject)[:2]
    return len(core) == 2 and any(no + core in other for no in ("非", "不", "未"))
