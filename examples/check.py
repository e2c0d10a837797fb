#!/usr/bin/env python3
"""Re-reads the committed demo portfolio and checks that its figures agree; `--write` also writes EXPECTED.md.

It shares no code with `generate.py`: it parses the files as they stand, so that a slip there shows here.
Standard library alone. `bean-check`, `hledger check` and `ledger bal` are run beside it, where they are installed.
"""
import csv
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal as D
from pathlib import Path

ROOT = Path(__file__).resolve().parent / "portfolio"
CONFIG = tomllib.loads((ROOT / "quarterdeck.toml").read_text())
AS_OF = date.fromisoformat(CONFIG["portfolio"]["as_of"])
MONTHS = [f"{2025 + (3 + i) // 12}-{(3 + i) % 12 + 1:02}" for i in range(18)]
FAILED = []


def cents(x):
    return x.quantize(D("0.01"), ROUND_HALF_UP)


def check(what, got, want):
    if got != want:
        FAILED.append(f"{what}: {got}, expected {want}")


def rows(path, skip=0):
    lines = (ROOT / path).read_text().splitlines()[skip:]
    return [dict(r, line=i + 2 + skip) for i, r in enumerate(csv.DictReader(lines))]


def line_of(path, needle, nth=0):
    hits = [i + 1 for i, text in enumerate((ROOT / path).read_text().splitlines()) if needle in text]
    assert len(hits) > nth, (path, needle)
    return f"`{path}:{hits[nth]}`"


# ---------------------------------------------------------------- postings of every book

class Posting:
    def __init__(self, entity, day, account, amount, where, txn, text):
        self.entity, self.day, self.account, self.amount, self.where, self.txn, self.text = entity, day, account, amount, where, txn, text


HEAD = re.compile(r"^(\d{4}-\d\d-\d\d)(?:=\S+)? ([*!]) ?(.*)$")
AMOUNT = re.compile(r"^(-?[\d.]+) (USD|EUR)(?: @ ([\d.]+) USD)?(?: = (-?[\d.]+) USD)?$")


def journal(entity, path):
    """beancount, hledger and ledger as far as the demo uses them; amounts in USD."""
    out, asserted, txn = [], [], None

    def close():
        if txn is None:
            return
        known = [(a, v) for a, v, _ in txn["legs"] if v is not None]
        rest = -sum((v for _, v in known), D(0))
        blanks = [a for a, v, _ in txn["legs"] if v is None]
        assert len(blanks) <= 1, (path, txn)
        if not blanks:
            check(f"{path}:{txn['line']} sums to zero", rest.copy_abs() < D("0.006"), True)
        for account, value, where in txn["legs"]:
            out.append(Posting(entity, txn["day"], account, rest if value is None else value, where, f"{path}:{txn['line']}", txn["text"]))

    for n, text in enumerate((ROOT / path).read_text().splitlines(), 1):
        head = HEAD.match(text)
        if head:
            close()
            txn = {"day": date.fromisoformat(head[1]), "line": n, "text": head[3], "legs": []}
        elif txn and text[:1] == " " and text.strip() and text.strip()[0] != ";":
            parts = re.split(r" {2,}", text.strip(), maxsplit=1)
            if len(parts) == 1:
                txn["legs"].append((parts[0], None, f"{path}:{n}"))
            else:
                m = AMOUNT.match(parts[1])
                assert m, (path, n, text)
                value = D(m[1]) * D(m[3]) if m[3] else D(m[1])
                txn["legs"].append((parts[0], value, f"{path}:{n}"))
                if m[4]:
                    asserted.append((txn["day"], parts[0], D(m[4]), n))
        else:
            close()
            txn = None
            m = re.match(r"^(\d{4}-\d\d-\d\d) balance (\S+) +(-?[\d.]+) USD", text)
            if m:
                asserted.append((date.fromisoformat(m[1]) - timedelta(1), m[2], D(m[3]), n))
            m = re.match(r'^include "(.+)"', text)
            if m:
                p, a = journal(entity, str(Path(path).parent / m[1]))
                out += p
                asserted += [(d, acc, v, f"{m[1]}:{k}") for d, acc, v, k in a]
    close()
    return out, asserted


def mapped(source):
    """A bank's CSV or OFX by its rules, as quarterdeck.toml declares them."""
    out, cols = [], source.get("columns", {})
    if source["kind"] == "bank":
        raw = (ROOT / source["path"]).read_text()
        items = []
        for block in re.findall(r"<STMTTRN>(.*?)</STMTTRN>", raw, re.S):
            tags = dict(re.findall(r"<(\w+)>([^\n<]*)", block))
            items.append((date(int(tags["DTPOSTED"][:4]), int(tags["DTPOSTED"][4:6]), int(tags["DTPOSTED"][6:8])), f"{tags['NAME']} {tags['MEMO']}", D(tags["TRNAMT"]), source["path"]))
        check("LEDGERBAL", sum(i[2] for i in items), D(re.search(r"<BALAMT>([-\d.]+)", raw)[1]))
    else:
        items = []
        for r in rows(source["path"], source.get("skip", 0)):
            text = r[cols["date"]]
            day = date(int(text[6:]), int(text[:2]), int(text[3:5])) if "/" in text else date.fromisoformat(text)
            items.append((day, f"{r[cols['payee']]} {r[cols['narration']]}", D(r[cols["amount"]].replace(",", "")), f"{source['path']}:{r['line']}"))
            if "Running Balance" in r:
                check(f"running balance {r['line']}", sum(i[2] for i in items), D(r["Running Balance"].replace(",", "")))
    for i, (day, text, amount, where) in enumerate(items):
        other = next((rule["account"] for rule in source["rules"] if rule["match"].lower() in text.lower()), "Expenses:Uncategorised" if amount < 0 else "Income:Uncategorised")
        for account, value in ((source["account"], amount), (other, -amount)):
            out.append(Posting(source["entity"], day, account, value, where, f"{where}/{i}", text))
    return out


def read_books():
    postings = []
    for s in CONFIG["source"]:
        if s["kind"] == "ledger":
            p, asserted = journal(s["entity"], s["path"])
            for day, account, value, n in asserted:
                got = sum((x.amount for x in p if x.account == account and x.day <= day), D(0))
                check(f"{s['path']}:{n} balance of {account}", got, value)
            postings += p
        elif s["kind"] == "bank" or s.get("table") == "posting":
            postings += mapped(s)
    return postings


def chart():
    table = defaultdict(dict)
    for a in CONFIG["account"]:
        table[a["entity"]][a["account"]] = a

    def find(entity, account):
        exact = table[entity].get(account)
        if exact:
            return exact
        for pattern, a in table[entity].items():
            if pattern.endswith("*") and account.startswith(pattern[:-1]):
                return a
        return None
    return find


OUTSIDE = {"Owner's equity", "Loans", "Intercompany", "Restricted cash", "Tenant deposits"}


def burn(postings, find):
    """Net burn by entity and month: minus the change in unrestricted cash, without the flows of OUTSIDE."""
    txns = defaultdict(list)
    for p in postings:
        txns[(p.entity, p.txn)].append(p)
    out = defaultdict(D)
    for (entity, _), legs in txns.items():
        lines = [(find(entity, p.account) or {}) for p in legs]
        if any(a.get("is_cash") and not a.get("is_restricted") for a in lines):
            for p, a in zip(legs, lines):
                if (a.get("is_cash") and not a.get("is_restricted")) or a.get("line") in OUTSIDE:
                    out[(entity, f"{p.day:%Y-%m}")] -= p.amount
    return out


def tools():
    def run(*command):
        found = shutil.which(command[0])
        if not found:
            return print(f"not installed: {command[0]}")
        r = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        check(" ".join(command), (r.returncode, r.stderr.strip()), (0, ""))
    for book in ("books/jada/main.beancount", "books/queen-of-san-diego.beancount", "books/portfolio.beancount"):
        run("bean-check", book)
    run("hledger", "-f", "books/quickdumpnow.journal", "check", "accounts", "commodities", "ordereddates")
    run("ledger", "-f", "books/dangerous-centaur.ledger", "bal")


def main():
    postings, find = read_books(), chart()
    for p in postings:
        if find(p.entity, p.account) is None and not p.account.endswith("Uncategorised"):
            FAILED.append(f"{p.where}: `{p.account}` of {p.entity} is in no [[account]]")
        check(f"{p.where} is in the past", p.day <= AS_OF, True)
    facts = {"burn": burn(postings, find), "postings": postings, "find": find}
    charters(postings)
    others(postings)
    claims()
    tools()
    if "--write" in sys.argv:
        (ROOT / "EXPECTED.md").write_text(expected(facts))
    print(f"{len(postings)} postings")
    total = [sum(v for (e, m), v in facts["burn"].items() if m == month) for month in MONTHS]
    print("net burn", *[f"{m} {v}" for m, v in zip(MONTHS, total)])
    print("\n".join(FAILED) or "all checks hold")
    sys.exit(bool(FAILED))


def charters(postings):
    """Every booking against the book of JADA."""
    lines = defaultdict(dict)
    for r in rows("jada/booking-lines.csv"):
        lines[r["Booking"]][r["Kind"]] = D(r["Amount"])
    by_link = defaultdict(list)
    for p in postings:
        for link in re.findall(r"\^(B\d\d-\d{4})", p.text) if p.entity == "jada" else []:
            by_link[link].append(p)
    books = rows("jada/bookings.csv")
    check("one booking a day", len({r["Trip date"] for r in books if r["State"] != "Cancelled"}), len([r for r in books if r["State"] != "Cancelled"]))
    for r in books:
        key, legs = r["Booking"], by_link.pop(r["Booking"], [])
        gross, trip = D(r["Total"]), date.fromisoformat(r["Trip date"])

        def total(account, until=AS_OF):
            return sum((p.amount for p in legs if p.account == account and p.day <= until), D(0))
        served = r["State"] != "Cancelled" and trip <= AS_OF
        if r["Deposit date"]:
            day = date.fromisoformat(r["Deposit date"])
            check(f"{key} deposit", total("Liabilities:Customer-Deposits", day if day < trip else trip - timedelta(1)) if day < trip else D(-500), D(-500))
        check(f"{key} deposit at as_of", total("Liabilities:Customer-Deposits"), D(-500) if r["State"] == "Deposit received" and not served else D(0))
        check(f"{key} revenue", total("Income:Charters"), -gross if served else D(0))
        if served:
            check(f"{key} revenue not before the trip", total("Income:Charters", trip - timedelta(1)), D(0))
            have = lines.pop(key)
            check(f"{key} port fee", have["port_fee"], cents(gross * D("0.18")))
            for kind, account in (("crew", "Expenses:Crew"), ("captain", "Expenses:Captain"), ("port_fee", "Expenses:Port-Fees"), ("platform_fee", "Expenses:Platform-Fees")):
                check(f"{key} {kind}", total(account), have.get(kind, D(0)))
            open_ = total("Assets:Receivable:Charters")
            check(f"{key} receivable", open_, D(0) if r["Balance paid"] else gross - 500 - have.get("platform_fee", D(0)))
            check(f"{key} state", r["State"], "Paid in full" if r["Balance paid"] else "Deposit received")
    check("lines without a booking", dict(lines), {})
    check("links without a booking", dict(by_link), {})


def others(postings):
    def sum_of(entity, account):
        return sum((p.amount for p in postings if p.entity == entity and p.account == account), D(0))
    done = [r for r in rows("quickdumpnow/jobs.csv") if r["State"] == "Done"]
    check("hauling revenue", -sum_of("quickdumpnow", "sales:hauling"), sum(D(r["Price"]) for r in done))
    for kind, account in (("dump_fee", "expenses:dump fees"), ("fuel", "expenses:fuel"), ("labour", "expenses:labour")):
        check(f"hauling {kind}", sum_of("quickdumpnow", account), sum(D(r["Amount"]) for r in rows("quickdumpnow/job-lines.csv") if r["Kind"] == kind))
    check("the 600 job", len([r for r in done if D(r["Price"]) == 600]), 1)
    check("event takings", -sum_of("queen-of-san-diego", "Income:Events"), sum(D(r["Takings"]) for r in rows("queen-of-san-diego/events.csv") if r["State"] == "Held"))
    check("event costs", sum(sum_of("queen-of-san-diego", f"Expenses:{a}") for a in ("Artists", "Catering", "Venue", "Staff")), sum(D(r["Amount"]) for r in rows("queen-of-san-diego/event-lines.csv")))
    paid = defaultdict(D)
    for r in rows("centaur-clients/payments.csv"):
        paid[r["Invoice"]] += D(r["Amount"])
    unpaid = sum(D(r["Amount"]) - paid[r["Invoice"]] for r in rows("centaur-clients/invoices.csv"))
    check("client receivable", sum_of("centaur-clients", "Assets:Receivable:Clients"), unpaid)
    check("no invoice is overpaid", [r["Invoice"] for r in rows("centaur-clients/invoices.csv") if paid[r["Invoice"]] > D(r["Amount"])], [])
    check("sweeps, both sides", sum_of("centaur-clients", "Assets:IC:Dangerous-Centaur"), -sum_of("dangerous-centaur", "Liabilities:IC:centaur-clients"))
    check("loan principal", sum_of("51st-street", "Liabilities:Loan"), D("316400.00") - D(rows("51st-street/loan.csv")[0]["Balance"]))
    rent = sum(p.amount for p in postings if p.entity == "51st-street" and p.account == "Income:Rent")
    deposits = sum(D(r["Deposit"]) for r in rows("51st-street/leases.csv") if r["State"] == "active")
    check("tenant deposits", sum_of("51st-street", "Assets:Bank:Tenant-Deposits"), deposits)
    check("rent", -rent, D("2150") * 18 + D("1950") * 18 + D("1350") * 15)
    paid_deliveries = sum(D(r["Price"]) for r in rows("expert-yacht-delivery/deliveries.csv") if r["State"] == "Paid") + 3200
    check("deliveries", -sum_of("expert-yacht-delivery", "Income:Deliveries"), paid_deliveries)
    sailed = defaultdict(int)
    for r in rows("expert-yacht-delivery/legs.csv"):
        sailed[r["Delivery"]] += int(r["Nautical miles"])
    for r in rows("expert-yacht-delivery/deliveries.csv"):
        if r["Id"] in sailed:
            check(f"{r['Id']} legs", sailed[r["Id"]], int(r["Nautical miles"]))
    bills = defaultdict(D)
    for r in rows("costs/aws-focus-1.2.csv"):
        bills[r["ChargePeriodStart"][:7]] += D(r["BilledCost"])
    check("smallest and largest bill", (min(bills.values()), max(bills.values())), (D("50.0000"), D("84.0000")))
    for month in MONTHS[1:]:
        booked = sum(p.amount for p in postings if p.account == "Expenses:Cloud:AWS" and f"{p.day:%Y-%m}" == month)
        check(f"AWS booked in {month}", booked, bills[MONTHS[MONTHS.index(month) - 1]])
    ai = defaultdict(D)
    for p in postings:
        if p.account == "Expenses:AI-API":
            ai[p.day] += p.amount
    check("AI API a day", set(ai.values()), {D("45.00")})
    check("AI API days", (len(ai), max(ai)), (365, AS_OF))
    counts = defaultdict(lambda: [0, 0])
    for r in rows("shared/inquiries.csv"):
        if r["Venture"] == "JADA":
            counts[r["Arrived via"]][0] += r["Outcome"] == "booked"
            counts[r["Arrived via"]][1] += 1
    check("inquiries", dict(counts), {"direct": [9, 180], "google": [14, 520], "email": [6, 310], "sailo": [3, 40], "getmyboat": [2, 55], "instagram": [1, 240], "viator": [0, 12]})
    known = {r["Booking"] for r in rows("jada/bookings.csv")}
    check("inquiries' bookings", [r["Booking"] for r in rows("shared/inquiries.csv") if r["Booking"] and r["Booking"] not in known], [])
    check("inquiries by month", sum(int(r["Inquiries"]) for r in rows("shared/channels.csv")), 1357)
    check("AWS saving", sum(D(str(p["value"])) for p in CONFIG["parameter"] if p["name"].startswith("aws_saving")), D("25"))
    prices = rows("queen-of-san-diego/page-prices.csv")
    check("pages", (len(prices), len([r for r in prices if r["State"] == "placeholder"])), (9, 6))
    for r in prices:
        check(f"price on {r['Page']}", f"${D(r['Seat price']):.0f} a seat" in (ROOT / "sites/queen-of-san-diego" / r["Page"]).read_text(), True)
    for s in CONFIG["source"]:
        if s["kind"] == "csv":
            header = rows(s["path"], s.get("skip", 0))[0].keys()
            check(f"{s['id']} columns", [c for c in [*s["columns"].values(), *([s["entity_column"]] if "entity_column" in s else [])] if c not in header], [])
    for path in (ROOT / "cloud").rglob("*.json"):
        json.loads(path.read_text() or "{}")
    env = (ROOT / "repos.env").read_text()
    for secret in re.findall(r"(?:PASSWORD|TOKEN|DSN)='?([^'\s]+)", env):
        for path in ROOT.rglob("*"):
            if path.is_file() and path.name != "repos.env" and "/repositories/" not in str(path):
                check(f"no secret in {path.name}", secret in path.read_text(errors="replace"), False)


def claims():
    for c in tomllib.loads((ROOT / "claims.toml").read_text())["claim"]:
        before, after = c["match"].split("{value}")
        text = (ROOT / c["file"]).read_text()
        check(f"claim {c['id']} stands once", len(re.findall(re.escape(before) + r"[^\n]{1,24}?" + re.escape(after), text)), 1)
    shortfalls = (ROOT / "handoffs/portfolio.md").read_text().split("### Critical shortfalls")[1].split("## ")[0]
    check("listed shortfalls", shortfalls.count("- [ ] "), 7)


def booking(key):
    return next(r for r in rows("jada/bookings.csv") if r["Booking"] == key)


def expected(facts):
    """EXPECTED.md: each figure with its rows and its arithmetic."""
    o1, where = booking("B26-0614"), {}
    for r in rows("jada/booking-lines.csv"):
        if r["Booking"] == "B26-0614":
            where[r["Kind"]] = f"`jada/booking-lines.csv:{r['line']}`"
    job = f"`jada/bookings.csv:{o1['line']}`"
    book = "books/jada/2026.beancount"
    tag = lambda text, nth=0: line_of(book, text, nth)
    b = facts["burn"]
    group = {m: sum(v for (e, k), v in b.items() if k == m) for m in MONTHS}
    entities = ["portfolio"] + [e["id"] for e in CONFIG["entity"]]
    cash = {e: sum((p.amount for p in facts["postings"] if p.entity == e and (a := facts["find"](e, p.account)) and a.get("is_cash") and not a.get("is_restricted")), D(0)) for e in entities}
    held = {e: sum((p.amount for p in facts["postings"] if p.entity == e and (a := facts["find"](e, p.account)) and a.get("is_restricted")), D(0)) for e in entities}
    t3, t6 = sum(group[m] for m in MONTHS[-3:]) / 3, sum(group[m] for m in MONTHS[-6:]) / 6
    total = sum(cash.values())
    even = lambda x, q="0.01": x.quantize(D(q), ROUND_HALF_EVEN)
    need = lambda x: (D(x) / D("289.41")).to_integral_value(ROUND_CEILING)
    due = defaultdict(D)
    paid = defaultdict(D)
    for r in rows("centaur-clients/payments.csv"):
        paid[r["Invoice"]] += D(r["Amount"])
    open_rows = []
    for r in rows("centaur-clients/invoices.csv"):
        left = D(r["Amount"]) - paid[r["Invoice"]]
        if left:
            days = (AS_OF - date.fromisoformat(r["Due"])).days
            bucket = "not due" if days <= 0 else "1-30" if days <= 30 else "31-60" if days <= 60 else "61-90" if days <= 90 else "91+"
            due[bucket] += left
            open_rows.append((r["Invoice"], r["line"], r["Client"], r["Due"], left, bucket))
    out = [f"""# What must come out

For whoever writes a test on this portfolio: the input rows (`file:line`) and the arithmetic of each figure.
Written by `examples/check.py --write` from the files as they stand, with code that shares nothing with the generator.
`as_of` is {AS_OF}. Net burn of a month = minus the change in unrestricted cash, without flows against the statement lines {", ".join(sorted(OUTSIDE))} (`line` in `[[account]]`).

## Cash and burn

| month | {" | ".join(entities)} | group |
|---|{"---:|" * (len(entities) + 1)}"""]
    for m in MONTHS:
        out.append(f"| {m} | {' | '.join(str(b[(e, m)]) for e in entities)} | **{group[m]}** |")
    out.append(f"| cash, {AS_OF} | {' | '.join(str(cash[e]) for e in entities)} | **{total}** |")
    out.append(f"""
Restricted and outside the cash above: {", ".join(f"{e} {v}" for e, v in held.items() if v)}.
T3M net burn (2026-07 to 2026-09) = ({" + ".join(str(group[m]) for m in MONTHS[-3:])}) / 3 = **{even(t3)}**; T6M = **{even(t6)}**.
Runway = {total} / {even(t3)} = **{even(total / t3)}** months on T3M, {even(total / t6)} on T6M.

## O1 to O13

| # | rows | arithmetic | result |
|---|---|---|---|
| O1 | gross {job}; crew {where['crew']}, captain {where['captain']}, port fee {where['port_fee']}; book {tag('Charter B26-0614')} | 840.75 x 0.18 = 151.335, half-up 151.34; 840.75 - 250.00 - 150.00 - 151.34 | {D('840.75') - 250 - 150 - D('151.34')} |
| O2 | as O1 | 289.41 / 840.75 = 0.344228... | 34.42% |
| O3 | hours {job} (3) | 840.75 / 3; 289.41 / 3 | 280.25; 96.47 |
| O4 | parameters burn_low, burn_middle, burn_high: {line_of('quarterdeck.toml', 'name = "burn_low"')}, {line_of('quarterdeck.toml', 'name = "burn_middle"')}, {line_of('quarterdeck.toml', 'name = "burn_high"')} | ceil(7000 / 289.41 = 24.19), ceil(8000 / 289.41 = 27.64), ceil(9000 / 289.41 = 31.10) | {need(7000)}, {need(8000)}, {need(9000)} |
| O5 | claimed_break_even_charters {line_of('quarterdeck.toml', 'claimed_break_even_charters')} | 6 x 289.41; 7000 - 1736.46 | 1736.46; short by 5263.54 |
| O6 | `queen-of-san-diego/campaigns.csv:2` (3676, 0.10) | 3676 x 0.10 / 1000 = 0.3676, half-up | 0.37 |
| O7 | same row (3676, 14) | ceil(3676 / 14 = 262.57) | 263 s |
| O8 | same row; ses_sandbox_daily_quota {line_of('quarterdeck.toml', 'ses_sandbox_daily_quota')} | 3676 - 200 | blocked, 3476 over |
| O9 | aws_saving_*: {line_of('quarterdeck.toml', 'aws_saving_log_retention')} and the three after it; bills in `costs/aws-focus-1.2.csv`, smallest 2025-12 (50.00), largest 2026-08 (84.00) | (10.00 + 8.00 + 3.65 + 3.35) x 12; 25 / 84; 25 / 50 | 300 a year; 29.8% to 50.0% |
| O10 | deposit {tag('Deposit B26-0614')}, charter {tag('Charter B26-0614')}, paid on 2026-06-19 {tag('Balance B26-0614')}; all carry the link `B26-0614` | 06-10: bank +500, liability 500; 06-14: liability -500, receivable +340.75, income 840.75 | 06-10: liability 500.00, revenue 0; 06-14: revenue 840.75, liability 0, receivable 340.75 |
| O11 | fees {line_of('shared/platform-fees.csv', 'getmyboat', 0)} (0.085), {line_of('shared/platform-fees.csv', 'getmyboat', 1)} (0.115) | 840.75 x 0.085 = 71.46375; 840.75 x 0.115 = 96.68625 | 71.46, 769.29; 96.69, 744.06 |
| O12 | recipient `mate@jada.example` {line_of('quarterdeck.toml', 'mate@jada.example')}, booking {job} | what the crew may see: day 2026-06-14, 3 hours, 5 guests | no amount, no percentage |
| O13 | nothing lists reviews (claim `review-average`), trailer 4 has no value {line_of('shared/assets.csv', 'trailer-4')}, work order W-36 no cost {line_of('51st-street/work-orders.csv', 'W-36')} | - | "insufficient data" and the missing fields |

## Claims

| claim | sentence | computed | verdict |
|---|---|---|---|""")
    h = lambda f, n: line_of(f"handoffs/{f}.md", n)
    for cid, at, how, verdict in (
        ("break-even-charters", h("jada", "break-even is 6"), f"T3M net burn {even(t3)} / 289.41 = {even(t3 / D('289.41'))}, ceil {need(t3)}; 25 at 7,000 and 32 at 9,000. Six would have to bring 7000 / 6 = 1166.67 to 9000 / 6 = 1500.00 each", "fail"),
        ("labour-on-rate-card", h("jada", "labour is $300"), f"{where['crew']} 250.00 + {where['captain']} 150.00 = 400.00 booked; rate card 2 x 25 x 3 + 50 x 3 = 300.00; 100.00 over, net at the rate card 389.41", "fail"),
        ("infrastructure-range", h("portfolio", "infrastructure costs"), f"`Expenses:AI-API` in `books/portfolio.beancount`, from {line_of('books/portfolio.beancount', 'Prepaid credits, daily top-up')}: 30 days x 45.00 = 1350.00 (September: 1350.00); 1350 / (1350 + 84) = 94.1%, 1350 / (1350 + 50) = 96.4%; no row of `costs/aws-focus-1.2.csv` has it", "fail"),
        ("aws-saving", h("portfolio", "about $25 a month"), "sum of the four aws_saving_* parameters = 25.00", "pass"),
        ("critical-shortfalls", h("portfolio", "8 critical shortfalls"), f"tasks under `### Critical shortfalls`, from {h('portfolio', 'the booking function answers')}: 7", "fail"),
        ("blast-value", h("queen-of-san-diego", "the blast to 3,676"), "10000 / 840.75 = 11.89, so 12; 50000 / 840.75 = 59.47, so 60; F12: P(>= 12) = 0.186805, P(>= 60) = 4.7e-6 (bounce_share 0.03)", "fail"),
        ("report-batch-cost", h("portfolio", "A batch of five"), "5 reports x (1 recipient + 1 audit copy) = 10 recipients x 0.10 / 1000 = 0.0010", "fail"),
        ("sender-rate-limit", h("portfolio", "no rate limit"), "ses_rate_per_second 14; in the sandbox 1 a second and 200 a day; counted by recipients", "fail"),
        ("runway", h("portfolio", "we are good for about"), f"{total} / {even(t3)} = {even(total / t3)}", "fail"),
        ("contact-list", h("queen-of-san-diego", "the blast to 3,676"), "`queen-of-san-diego/campaigns.csv:2`: 3676", "pass"),
        ("trailers", h("quickdumpnow", "We have 4 trailers"), "rows of class `trailer` in `shared/assets.csv`: 4", "pass"),
        ("units-let", h("51st-street", "all 3 units are let"), f"active leases on {AS_OF}: L-A2 {line_of('51st-street/leases.csv', 'L-A2')}, L-B1 {line_of('51st-street/leases.csv', 'L-B1')} = 2", "fail"),
        ("clients-invoiced", h("centaur-clients", "Of those, 6"), f"distinct engagements in `centaur-clients/invoices.csv`: {len({r['Engagement'] for r in rows('centaur-clients/invoices.csv')})}", "pass"),
        ("review-average", h("quickdumpnow", "reviews average"), "no source lists reviews", "cannot tell")):
        out.append(f"| {cid} | {at} | {how} | {verdict} |")
    trips = [r for r in rows("jada/bookings.csv") if r["State"] != "Cancelled" and r["Trip date"] <= str(AS_OF)]
    by_month = {m: [r for r in trips if r["Trip date"].startswith(m)] for m in MONTHS}
    cost = defaultdict(D)
    for r in rows("jada/booking-lines.csv"):
        cost[r["Booking"]] += D(r["Amount"])
    out.append("""
## Charters served

| month | charters | gross | net of crew, captain, port and platform fee |
|---|---:|---:|---:|""")
    for m, rs in by_month.items():
        gross = sum(D(r["Total"]) for r in rs)
        out.append(f"| {m} | {len(rs)} | {gross} | {gross - sum(cost[r['Booking']] for r in rs)} |")
    ahead = [r for r in rows("jada/bookings.csv") if r["Trip date"] > str(AS_OF)]
    held_deposits = [r for r in ahead if r["Deposit date"]]
    owed = [r for r in trips if not r["Balance paid"]]
    out.append(f"""
At {AS_OF}: {len(held_deposits)} deposits for later charters = {500 * len(held_deposits)}.00 of contract liability; {len(owed)} charters served and not paid in full ({", ".join(r['Booking'] for r in owed)}).
Bookings after {AS_OF}: {len(ahead)}, of which {len(ahead) - len(held_deposits)} tentative. Cancelled: {len([r for r in rows('jada/bookings.csv') if r['State'] == 'Cancelled'])}, two of them with 250.00 of the deposit kept (`Income:Cancellation`).

## Intercompany

| charge | one side | other side | unmatched |
|---|---|---|---:|
| Dangerous Centaur bills Queen of San Diego, 2026-05-12, paid 2026-05-29 | 1200.00 {line_of('books/dangerous-centaur.ledger', 'Ticket page, INV DC-17')} | 1200.00 {line_of('books/queen-of-san-diego.beancount', 'Ticket page, INV DC-17')} | 0.00 |
| Queen of San Diego bills JADA, 2026-06-30 | 5000.00 {line_of('books/queen-of-san-diego.beancount', 'Brand and promotion')} | 4800.00 {line_of(book, 'Brand and promotion')} | **200.00** |
| client account to studio, six transfers | {sum(-D(r['Amount']) for r in rows('centaur-clients/transfers.csv'))} `centaur-clients/transfers.csv:2` to `:7` | the same, `Liabilities:IC:centaur-clients` | 0.00 |

## Clients: what is open

| invoice | row | client | due | open | bucket |
|---|---|---|---|---:|---|""")
    for number, n, client, due_day, left, bucket in open_rows:
        out.append(f"| {number} | `centaur-clients/invoices.csv:{n}` | {client} | {due_day} | {left} | {bucket} |")
    out.append(f"""
By bucket: {", ".join(f"{k} {due[k]}" for k in ("not due", "1-30", "31-60", "61-90", "91+"))}; together {sum(due.values())}.
A contract and no invoice: tile-and-stone {line_of('centaur-clients/engagements.csv', 'tile-and-stone')}, marlin-brewing {line_of('centaur-clients/engagements.csv', 'marlin-brewing')}.

## Further figures

- Rental: L-B1 ends 2026-11-15, 46 days after `as_of`. Loan balance {rows('51st-street/loan.csv')[0]['Balance']}; one row of the bank fits no rule: {line_of('books/51st-street-bank.csv', 'GLIDEWELL')}.
- Delivery D2609 {line_of('expert-yacht-delivery/deliveries.csv', 'D2609')}: 450 of 1,200 nm by `as_of` (290 + 160), earned 6400 x 450 / 1200 = 2400.00, invoiced 3200.00, contract liability 800.00. The book is on the cash basis.
- Pipeline: 24000 x 0.30 + 15000 x 0.60 + 18000 x 0.95 = 33300.00 weighted; 57000.00 unweighted.
- Inquiries of JADA by the channel they arrived by, 2025-10-01 to {AS_OF}: direct 9/180, google 14/520, email 6/310, sailo 3/40, getmyboat 2/55, instagram 1/240, viator 0/12 (the table of F3).
- Seat prices: 9 pages, 3 repriced, 6 at 275.00.
- Insurance: trailer 3 since 2026-08-31 without; vessel until 2026-10-31.""")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main()
