"""Run as a program: damaged copies of files read one after another, in a process with little memory.

    python mutating.py FOLDER COUNT SEED ENDING…

FOLDER holds ``seed.ENDING``. Prints one JSON line: for each ending how many copies were read, how many refused, the
slowest in seconds. A copy that is neither read nor refused ends the program with its traceback; one that crashes the
process ends it too: the copy that did it is left in FOLDER/trial.
"""

import io
import json
import random
import resource
import shutil
import sys
import time
import warnings
import zipfile
from pathlib import Path

MEMORY = 4 * 2**30


def damaged(data: bytes, rng: random.Random) -> bytes:
    """A copy with some bytes changed, and perhaps a piece cut out, doubled, or the end missing."""
    out = bytearray(data)
    for _i in range(rng.choice((1, 1, 2, 4, 16))):
        at = rng.randrange(min(len(out), rng.choice((200, 4000, len(out)))))
        out[at] = rng.choice((0, 1, 0x7F, 0xFF, 0x30, 0x39, rng.randrange(256)))
    act, a = rng.randrange(6), rng.randrange(len(out))
    b = min(len(out), a + rng.choice((1, 4, 64, 1000)))
    if act == 0:
        del out[a:b]
    elif act == 1:
        out[a:a] = out[a:b]
    elif act == 2:
        del out[max(a, 1):]
    elif act == 3:
        out[a:b] = rng.choice((b"\xff", b"\0", b"9", b"[", b",", b"-")) * (b - a)
    return bytes(out)


def repacked(data: bytes, rng: random.Random) -> bytes:
    """A zip whose parts are damaged inside, its own sums right again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = rng.randrange(len(old.namelist()))
        for i, name in enumerate(old.namelist()):
            new.writestr(name, damaged(old.read(name), rng) if i == chosen and old.read(name) else old.read(name))
    return out.getvalue()


def trial(seed: Path, target: Path, rng: random.Random) -> None:
    """Put a damaged copy of ``seed`` at ``target``; of a folder or a Shapefile, one damaged file."""
    if seed.is_dir():
        shutil.copytree(seed, target)
        files = sorted(p for p in target.iterdir() if p.stat().st_size)
    elif seed.suffix == ".shp":
        for part in seed.parent.glob("seed.*"):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                shutil.copy(part, target.with_suffix(part.suffix))
        files = sorted(target.parent.glob(f"{target.stem}.*"))
    else:
        data = seed.read_bytes()
        packed = seed.suffix in (".zip", ".xlsx") and rng.random() < 0.7
        target.write_bytes(repacked(data, rng) if packed else damaged(data, rng))
        return
    file = rng.choice(files)
    file.write_bytes(damaged(file.read_bytes(), rng))


def main() -> None:
    """Read the damaged copies."""
    from yulin.findings import Refusal
    from yulin.formats.parcels import read_parcels
    from yulin.formats.workbooks import read_workbook

    folder, count, first = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seen: dict[str, dict[str, float]] = {}
    for ending in sys.argv[4:]:
        read = read_workbook if ending in ("xlsx", "xls") else read_parcels
        read(folder / f"seed.{ending}")
        found = seen[ending] = {"read": 0, "refused": 0, "slowest": 0}
        for number in range(first, first + count):
            shutil.rmtree(folder / "trial", ignore_errors=True)
            (folder / "trial").mkdir()
            target = folder / "trial" / f"t{number}.{ending}"
            trial(folder / f"seed.{ending}", target, random.Random(number))
            begin = time.monotonic()
            try:
                read(target)
                found["read"] += 1
            except Refusal as refusal:
                assert len(str(refusal)) < 600, str(refusal)
                found["refused"] += 1
            found["slowest"] = max(found["slowest"], round(time.monotonic() - begin, 2))
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main()
