"""The books under load: many writers on one pool, a server killed at random moments, a million entries.

    python bench/books.py [--only postgresql|sqlite|kills|million] [--attempts N] [--kills N] [--entries N] [--quick]

PostgreSQL: 16 writers, 100,000 attempts on the same pool. SQLite: 4 writers, 10,000 attempts. After each run the
journal is posted anew and compared with the tables to the byte, and every acknowledged transaction is looked up.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import json
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REGION, HOLDER, LOGIN = "990102", "GD-BENCH", "bench"
POOL = 5_000_000_000
DAY = dt.date(2025, 6, 1)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--only", choices=("postgresql", "sqlite", "kills", "million"))
    asked.add_argument("--attempts", type=int)
    asked.add_argument("--writers", type=int)
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--entries", type=int, default=1_000_000)
    asked.add_argument("--quick", action="store_true", help="a hundredth of everything")
    asked.add_argument("--worker", nargs=3, metavar=("NUMBER", "ATTEMPTS", "FILE"), help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.worker:
        worker(int(options.worker[0]), int(options.worker[1]), Path(options.worker[2]))
        return
    share = 100 if options.quick else 1
    if options.only in (None, "postgresql"):
        with postgresql() as address:
            if address is None:
                print("postgresql: skipped, its programs are not installed")
            else:
                writers("postgresql", options.writers or 16, (options.attempts or 100_000) // share, 300, address)
    if options.only in (None, "sqlite"):
        writers("sqlite", options.writers or 4, (options.attempts or 10_000) // share, 150, "")
    if options.only in (None, "kills"):
        kills(max(options.kills // share, 2))
    if options.only in (None, "million"):
        million(options.entries // share)


def open_home(home: Path, address: str) -> None:
    """Django over a home; the tables are made."""
    os.environ["YULIN_HOME"] = str(home)
    os.environ["YULIN_DATABASE_URL"] = address
    from yulin.office.start import open_office

    open_office(home, create=True)


def person() -> Any:
    from yulin.office.accounts.models import Person

    return Person.objects.filter(username=LOGIN).first() or Person.objects.create_user(
        LOGIN, role="section_head", region=REGION)


def fill() -> None:
    """The pool that everybody draws from."""
    from yulin.books.accounts import Kind
    from yulin.books.acts import Act
    from yulin.books.transactions import Transaction, moved
    from yulin.office.books.posting import post

    post(Transaction("IN", dt.date(2025, 1, 1), Act.INTAKE, "bench", moved(
        Act.INTAKE, REGION, [(Kind.CULTIVATED, HOLDER, POOL)])), person())


def writers(kind: str, count: int, attempts: int, target: int, address: str) -> None:
    """``count`` processes spend from one pool; half of what they ask for is more than there is in the end."""
    home = Path(tempfile.mkdtemp(prefix="yulin-books-"))
    script = [sys.executable, __file__]
    subprocess.run([*script, "--worker", "-1", "0", str(home)], check=True, env=surroundings(home, address))
    files = [home / f"writer-{n}.txt" for n in range(count)]
    go = home / "go"
    running = [subprocess.Popen([*script, "--worker", str(n), str(attempts // count), str(files[n])],
                                env=surroundings(home, address)) for n in range(count)]
    while not all(path.with_suffix(".ready").exists() for path in files):
        time.sleep(0.05)
        if any(p.poll() not in (None, 0) for p in running):
            raise SystemExit("a writer failed")
    began = time.perf_counter()
    go.touch()
    for process in running:
        if process.wait():
            raise SystemExit("a writer failed")
    seconds = time.perf_counter() - began
    subprocess.run([*script, "--worker", "-2", str(count), str(home)], check=True, env=surroundings(home, address))
    found = json.loads((home / "found.json").read_text())
    shutil.rmtree(home, ignore_errors=True)
    done = found["acknowledged"]
    print(f"{kind}: {count} writers, {attempts} attempts in {seconds:.1f} s = {attempts / seconds:.0f}/s "
          f"(target {target}); posted {done} = {done / seconds:.0f}/s, refused short {found['short']}, "
          f"busy {found['busy']}, lost {found['lost']}, doubled {found['doubled']}, "
          f"lowest balance {found['lowest']}, books: {found['wrong'] or 'whole'}")


def surroundings(home: Path, address: str) -> dict[str, str]:
    return {**os.environ, "YULIN_HOME": str(home), "YULIN_DATABASE_URL": address}


def worker(number: int, attempts: int, path: Path) -> None:
    """−1: make the home. −2: check what ``attempts`` writers left. Else: write."""
    home = Path(os.environ["YULIN_HOME"])
    open_home(home, os.environ["YULIN_DATABASE_URL"])
    if number == -1:
        fill()
    elif number == -2:
        (home / "found.json").write_text(json.dumps(checked([home / f"writer-{n}.txt" for n in range(attempts)])))
    else:
        write(number, attempts, path, home / "go")


def write(number: int, attempts: int, path: Path, go: Path) -> None:
    from yulin.books.accounts import Kind
    from yulin.books.acts import Act
    from yulin.books.rules import Short
    from yulin.books.transactions import Transaction, moved
    from yulin.findings import Refusal
    from yulin.office.books.posting import post

    who, chance = person(), random.Random(number)
    most = max(2 * POOL // max(attempts * 16, 1), 2)
    lines = []
    path.with_suffix(".ready").touch()
    while not go.exists():
        time.sleep(0.01)
    for n in range(attempts):
        key = f"W{number}-{n}"
        draft = Transaction(key, DAY, Act.SPEND, "bench", moved(Act.SPEND, REGION, [
            (Kind.CULTIVATED, HOLDER, chance.randint(1, most))]), f"D{number}")
        try:
            post(draft, who)
            if n % 50 == 0:
                post(draft, who)  # asked for again, as after a lost answer
            lines.append(f"ok {key}")
        except Short:
            lines.append(f"short {key}")
        except Refusal:
            lines.append(f"busy {key}")
    path.write_text("\n".join(lines))


def checked(files: list[Path]) -> dict[str, Any]:
    from yulin.office.books.balances import check
    from yulin.office.books.models import Account, Transaction

    lines = [line.split() for path in files for line in path.read_text().splitlines()]
    said = {"ok": set(), "short": set(), "busy": set()}
    for what, key in lines:
        said[what].add(key)
    held = list(Transaction.objects.exclude(number="IN").values_list("number", flat=True))
    positive = Account.objects.exclude(purpose__in=("SOURCE", "ARREARS")).values_list("balance", flat=True)
    return {"acknowledged": len(said["ok"]), "short": len(said["short"]), "busy": len(said["busy"]),
            "lost": len(said["ok"] - set(held)), "doubled": len(held) - len(set(held)) + len(set(held) - said["ok"]),
            "lowest": min(positive), "wrong": list(check().wrong)}


@contextmanager
def postgresql(fsync: bool = True) -> Iterator[str | None]:
    """A throw-away server with its own settings but for the port; None where there are no programs."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folder = next((f for f in reversed(folders) if (f / "pg_ctl").exists()), None)
    if folder is None:
        yield None
        return
    scratch, owner = Path(tempfile.mkdtemp(prefix="yulin-pg-")), []
    if os.getuid() == 0:
        if "postgres" not in {user.pw_name for user in pwd.getpwall()}:
            yield None
            return
        shutil.chown(scratch, "postgres")
        owner = ["runuser", "-u", "postgres", "--"]
    port = free_port()

    def run(*words: object) -> None:
        subprocess.run([*owner, *map(str, words)], check=True, cwd=scratch, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    run(folder / "initdb", "-D", scratch / "data", "-U", "yulin", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    run(folder / "pg_ctl", "-D", scratch / "data", "-w", "-l", scratch / "log", "start", "-o",
        f"-p {port} -k {scratch} -c listen_addresses=127.0.0.1 -c fsync={'on' if fsync else 'off'}")
    try:
        yield f"postgresql://yulin@127.0.0.1:{port}/postgres"
    finally:
        run(folder / "pg_ctl", "-D", scratch / "data", "-m", "immediate", "stop")
        shutil.rmtree(scratch, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """An office that is served over a home, to be killed."""

    def __init__(self, home: Path, secret: str) -> None:
        self.home, self.port, self.secret = home, free_port(), secret
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and wait until it answers."""
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("yulin"), "office", "serve", "--home", self.home, "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for _n in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2).read()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the office did not start")

    def kill(self) -> None:
        """Without a warning."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def post(self, key: str) -> bool:
        """One transaction over HTTP; True when it was acknowledged."""
        body = json.dumps({"day": DAY.isoformat(), "act": "SPEND", "document": "bench", "region": REGION,
                           "amounts": [{"kind": "CULTIVATED", "holder": HOLDER, "amount": "0.01"}]}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/books/transactions", body, {
            "Content-Type": "application/json", "Idempotency-Key": key, "Authorization": f"Bearer {self.secret}"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return bool(answer.status in (200, 201))
        except urllib.error.HTTPError:
            raise  # the server lives and says no: that is no kill
        except (OSError, http.client.HTTPException):
            return False


def kills(times: int) -> None:
    """The server is killed at random moments while three clients post, by token; then the books are looked at."""
    home = Path(tempfile.mkdtemp(prefix="yulin-books-"))
    open_home(home, "")
    fill()
    from yulin.office.accounts.tokens import make_token

    server, chance = Server(home, make_token(person(), "bench", "write", 1)[1]), random.Random(7)
    acknowledged: list[str] = []
    said_no: list[str] = []
    began = time.perf_counter()
    for n in range(times):
        server.start()
        over = threading.Event()

        def client(c: int, n: int = n, over: threading.Event = over) -> None:
            count = 0
            while not over.is_set():
                key = f"K{n}-{c}-{count}"
                try:
                    if server.post(key):
                        acknowledged.append(key)
                except urllib.error.HTTPError as fault:
                    said_no.append(f"{fault.code} {fault.read()[:200].decode(errors='replace')}")
                count += 1

        clients = [threading.Thread(target=client, args=(c,)) for c in range(3)]
        for one in clients:
            one.start()
        time.sleep(0.1 + chance.random() * 0.9)
        server.kill()
        over.set()
        for one in clients:
            one.join()
    from yulin.office.books.balances import check
    from yulin.office.books.models import Transaction

    held = set(Transaction.objects.values_list("number", flat=True))
    lost, found = set(acknowledged) - held, check()
    shutil.rmtree(home, ignore_errors=True)
    print(f"kills: {times} times in {time.perf_counter() - began:.0f} s; {len(acknowledged)} acknowledged, "
          f"{found.transactions - 1} held, lost {len(lost)}, answered otherwise {said_no[:3] or 0}, "
          f"books: {list(found.wrong) or 'whole'}")


def million(entries: int) -> None:
    """Years of entries on forty accounts; the balance of any account on any day, and a year's seven ledgers."""
    home = Path(tempfile.mkdtemp(prefix="yulin-books-"))
    open_home(home, "")
    made = make_entries(entries)
    from yulin.office.books.balances import balance, balances
    from yulin.office.books.ledgers import LEDGERS
    from yulin.office.books.models import Account

    chance, times = random.Random(3), []
    accounts = list(Account.objects.all())
    for _n in range(200):
        account, day = chance.choice(accounts), dt.date(2016, 1, 1) + dt.timedelta(chance.randint(0, 3650))
        began = time.perf_counter()
        balance(account, day)
        times.append(time.perf_counter() - began)
    times.sort()
    began = time.perf_counter()
    balances(REGION, dt.date(2025, 6, 30))
    all_of_them = time.perf_counter() - began
    began = time.perf_counter()
    for ledger in LEDGERS.values():
        ledger.make(REGION, 2025, dt.date(2025, 12, 31))
    seven = time.perf_counter() - began
    shutil.rmtree(home, ignore_errors=True)
    print(f"million: {made} entries; balance of an account on a day: median {times[100] * 1000:.2f} ms, "
          f"worst of 200 {times[-1] * 1000:.2f} ms (target 20); all accounts on a day {all_of_them * 1000:.0f} ms; "
          f"the year's {len(LEDGERS)} ledgers {seven:.2f} s (target 5)")


def make_entries(entries: int) -> int:
    """``entries`` entries straight into the tables, each day's nets and balances with them."""
    from django.db import transaction
    from django.db.models import Max, Sum

    from yulin.books.accounts import Account as Name
    from yulin.books.accounts import Kind, Purpose
    from yulin.office.books.models import Account, DayNet, Entry, Transaction

    holders = [f"GD-{n:02}" for n in range(10)]
    accounts = {}
    for kind in (Kind.CULTIVATED, Kind.CAPACITY):
        for purpose in (Purpose.POOL, Purpose.USED, Purpose.SOURCE):
            for holder in holders if purpose is not Purpose.SOURCE else [""]:
                name = Name(REGION, kind, purpose, holder)
                accounts[kind, purpose, holder] = Account.objects.create(
                    code=name.code, region=REGION, kind=kind.name, purpose=purpose.name, holder=holder)
    chance, first = random.Random(5), dt.date(2016, 1, 1)
    rows, lines, nets = [], [], {}
    with transaction.atomic():
        for n in range(entries // 4):
            day = first + dt.timedelta(int(n * 3650 * 4 / entries))
            intake = n % 8 == 0
            rows.append(Transaction(number=f"M{n}", day=day, act="INTAKE" if intake else "SPEND", document="bench",
                                    region=REGION, dossier="" if intake else f"D{n % 500}", by=LOGIN))
            holder = chance.choice(holders)
            for kind in (Kind.CULTIVATED, Kind.CAPACITY):
                amount = chance.randint(1, 1000) * (100 if intake else 1)
                pair = ((Purpose.SOURCE, ""), (Purpose.POOL, holder)) if intake else (
                    (Purpose.POOL, holder), (Purpose.USED, holder))
                for (purpose, who), sign in zip(pair, (-1, 1), strict=True):
                    account = accounts[kind, purpose, who]
                    lines.append((n, account, day, sign * amount))
                    nets[account.pk, day] = nets.get((account.pk, day), 0) + sign * amount
            if len(rows) == 20_000:
                flush(rows, lines)
        flush(rows, lines)
        DayNet.objects.bulk_create((DayNet(account_id=a, day=d, net=v) for (a, d), v in nets.items()), batch_size=5000)
        for account in accounts.values():
            held = Entry.objects.filter(account=account).aggregate(n=Sum("amount"), d=Max("day"))
            Account.objects.filter(pk=account.pk).update(balance=held["n"] or 0, last_day=held["d"])
    return Entry.objects.count()


def flush(rows: list[Any], lines: list[Any]) -> None:
    from yulin.office.books.models import Entry, Transaction

    if not rows:
        return
    made = {row.number: row for row in Transaction.objects.bulk_create(rows, batch_size=2000)}
    Entry.objects.bulk_create((Entry(transaction=made[f"M{n}"], account=a, day=d, amount=v) for n, a, d, v in lines),
                              batch_size=5000)
    rows.clear()
    lines.clear()


if __name__ == "__main__":
    main()
