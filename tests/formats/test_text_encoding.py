import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.formats.text_encoding import decode

TEXT = "[属性描述]\r\n坐标系=2000国家大地坐标系\r\nJ1,1,3353100.000,40520100.000\r\n"


@pytest.mark.parametrize("data, encoding, codes", [
    (TEXT.encode("gbk"), "gb18030", ["encoding.inferred"]),
    (TEXT.encode("utf-8"), "utf-8", []),
    (codecs.BOM_UTF8 + TEXT.encode("utf-8"), "utf-8-sig", []),
    (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", []),
    (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", []),
    (TEXT.encode("utf-16-le"), "utf-16-le", ["encoding.inferred"]),
    (TEXT.encode("utf-16-be"), "utf-16-be", ["encoding.inferred"]),
    ("㐀𠀀镕".encode("gb18030"), "gb18030", ["encoding.inferred"]),
    (b"", "utf-8", []),
])
def test_encodings(data, encoding, codes):
    text, found, findings = decode(data, "界址.txt")
    assert (found, [f.code for f in findings]) == (encoding, codes)
    assert text in (TEXT, "㐀𠀀镕", "")
    assert all(f.where == "界址.txt" and f.level == "note" for f in findings)


def test_broken_bytes_are_an_error_and_the_rest_is_read():
    text, encoding, findings = decode(TEXT.encode("gbk") + b"\xff\xff J9")
    assert encoding == "gb18030"
    assert text.endswith("J9")
    assert [f.code for f in findings] == ["encoding.inferred", "encoding.broken"]
    assert findings[1].level == "error"


@given(st.binary(max_size=400))
def test_never_raises(data):
    text, encoding, findings = decode(data)
    assert isinstance(text, str)
    assert encoding
