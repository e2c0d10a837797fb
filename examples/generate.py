#!/usr/bin/env python3
"""Writes the bulk of the demo portfolio (`examples/portfolio/`).

The files are committed output: the product never runs this script, and a change here shows as a diff there.
Seeded and deterministic (the standard library alone, no clock, no network): `python3 examples/generate.py`
writes the same bytes every time. One model of each venture feeds its book, its bookings, its payments and
its bank, so that they agree to the cent. `examples/check.py` re-reads the written files on its own and
compares. Written by hand, not from here: quarterdeck.toml, claims.toml, repos.env, handoffs/, cloud/, sites/,
infra/ and README.md.
"""
import csv
import io
import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal as D
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE / "portfolio"
SEED = 20260930
START, AS_OF = date(2025, 4, 1), date(2026, 9, 30)
CENT = D("0.01")
MONTHS = [date(2025 + (3 + i) // 12, (3 + i) % 12 + 1, 1) for i in range(18)]


def rng(name):
    """One stream for each part, so that a change in one venture leaves the others' bytes alone."""
    return random.Random(f"{SEED}/{name}")


def money(x):
    return D(x).quantize(CENT, ROUND_HALF_UP)


def next_month(d):
    return date(d.year + d.month // 12, d.month % 12 + 1, 1)


def days_in(month):
    return (next_month(month) - month).days


def write(path, text):
    target = OUT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


def write_csv(path, header, rows, above=()):
    out = io.StringIO()
    for line in above:
        out.write(line + "\n")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(header)
    table.writerows([["" if c is None else c for c in row] for row in rows])
    write(path, out.getvalue())


SURNAMES = """Abernathy Alder Banerjee Birch Castellan Cordova Dellacroix Eskildsen Farrow Fennimore Galloway Haldane
Ibarra Jessop Kowalczyk Lindqvist Marchetti Nakagawa Oyelaran Pemberton Quillfeather Rasmussen Sandoval Thistlewood
Umberland Vantongeren Whitlock Yarborough Zelenka Ashdown Brightwater Coldiron Dunmore Everhart""".split()


def person(r):
    return f"{r.choice('ABCDEFGHJKLMNPRSTVW')}. {r.choice(SURNAMES)}"


# ---------------------------------------------------------------- books

class Txn:
    def __init__(self, day, payee, narration, legs, links=(), tags=(), flag="*", code=None, effective=None, note=None):
        self.day, self.payee, self.narration, self.legs = day, payee, narration, legs
        self.links, self.tags, self.flag, self.code, self.effective, self.note = links, tags, flag, code, effective, note


class Book:
    """Transactions of one entity; a leg is (account, amount) or (account, amount, elide) or (account, amount, elide, text).

    `outside` are the accounts whose flows are no part of burn: owners, loans, other entities, restricted cash.
    """

    def __init__(self, entity, cash, outside):
        self.entity, self.cash, self.outside, self.txns = entity, cash, outside, []

    def add(self, day, payee, narration, legs, **more):
        total = sum(leg[1] for leg in legs)
        assert total == 0, (self.entity, day, narration, total)
        if day <= AS_OF:
            self.txns.append(Txn(day, payee, narration, legs, **more))

    def ordered(self):
        return sorted(self.txns, key=lambda t: t.day)

    def balance(self, account, until=AS_OF):
        return sum((leg[1] for t in self.txns if t.day <= until for leg in t.legs if leg[0] == account), D(0))

    def burn(self, month):
        """Net burn: minus the change in unrestricted cash, without owner, loan and intercompany flows."""
        flow = D(0)
        for t in self.txns:
            if month <= t.day < next_month(month) and any(leg[0] in self.cash for leg in t.legs):
                flow += sum(leg[1] for leg in t.legs if leg[0] in self.cash or leg[0].startswith(self.outside))
        return -flow


def beancount_txns(book, txns):
    out = []
    for t in txns:
        if t.note:
            out.append(f"; {t.note}")
        words = [str(t.day), t.flag] + ([f'"{t.payee}"'] if t.payee else []) + [f'"{t.narration}"']
        words += [f"#{tag}" for tag in t.tags] + [f"^{link}" for link in t.links]
        out.append(" ".join(words))
        for leg in t.legs:
            if len(leg) > 3:
                out.append(f"  {leg[0]:<42} {leg[3]}")
            elif len(leg) > 2 and leg[2]:
                out.append(f"  {leg[0]}")
            else:
                out.append(f"  {leg[0]:<42} {leg[1]:>10} USD")
        out.append("")
    return out


def beancount_balances(book, accounts, first, last):
    """`balance` holds at the start of its day, so a month's end is asserted on the first of the next."""
    out, month = [], first
    while month <= last:
        day = next_month(month)
        for account in accounts:
            out.append(f"{day} balance {account:<36} {book.balance(account, day - timedelta(1)):>10} USD")
        month = day
    return out + [""]


def journal_txns(book, asserted, header):
    """hledger and ledger: the same lines, with month-end assertions on a posting of zero."""
    out = list(header)
    for month in MONTHS:
        for t in [t for t in book.ordered() if month <= t.day < next_month(month)]:
            if t.note:
                out.append(f"; {t.note}")
            day = f"{t.day}={t.effective}" if t.effective else str(t.day)
            code = f" ({t.code})" if t.code else ""
            text = f"{t.payee} | {t.narration}" if t.payee else t.narration
            tags = ("  ; " + " ".join(f":{tag}:" if book.entity == "dangerous-centaur" else f"{tag}:" for tag in t.tags)) if t.tags else ""
            out.append(f"{day} {t.flag}{code} {text}{tags}")
            for leg in t.legs:
                elided = len(leg) > 2 and leg[2]
                out.append(f"    {leg[0]}" if elided else f"    {leg[0]:<38}  {leg[1]:>10} USD")
            out.append("")
        day = next_month(month) - timedelta(1)
        out.append(f"{day} * month end")
        for account in asserted:
            out.append(f"    {account:<38}  {'0.00':>10} USD = {book.balance(account, day)} USD")
        out.append("")
    return out


# ---------------------------------------------------------------- jada: charters

CHARTERS = [8, 9, 11, 13, 12, 10, 8, 5, 3, 3, 4, 6, 8, 9, 12, 13, 11, 10]
CHANNELS = {"direct": (9, 180), "google": (14, 520), "email": (6, 310), "sailo": (3, 40), "getmyboat": (2, 55), "instagram": (1, 240), "viator": (0, 12)}
O1_TRIP = date(2026, 6, 14)


class Charter:
    def __init__(self, trip, channel, hours, gross, booked, deposit_day, paid_day, status, customer, guests, note=""):
        self.trip, self.channel, self.hours, self.gross, self.booked = trip, channel, hours, money(gross), booked
        self.deposit_day, self.paid_day, self.status = deposit_day, paid_day, status
        self.customer, self.guests, self.note = customer, guests, note
        self.id = f"B{trip:%y-%m%d}"
        self.inquiry = None
        self.crew, self.captain = (D("250.00"), D("150.00")) if hours == 3 else (D("320.00"), D("200.00"))
        self.port_fee = money(self.gross * D("0.18"))
        share = {"getmyboat": D("0.085"), "sailo": D("0.15")}.get(channel)
        self.platform_fee = money(self.gross * share) if share else None

    @property
    def is_served(self):
        return self.trip <= AS_OF and self.status != "Cancelled"

    def net(self):
        return self.gross - self.crew - self.captain - self.port_fee - (self.platform_fee or 0)


def charters():
    r = rng("jada/charters")
    trips = []
    for month, n in zip(MONTHS, CHARTERS):
        days = [month + timedelta(i) for i in range(days_in(month))]
        reserved = {O1_TRIP, date(2025, 8, 16), date(2026, 7, 11), date(2026, 5, 20)}
        free = [d for d in days if d not in reserved]
        picked = []
        if month == O1_TRIP.replace(day=1):
            picked.append(O1_TRIP)
        while len(picked) < n:
            d = r.choice(free)
            if d in picked or (d.weekday() < 4 and r.random() < 0.55):
                continue
            picked.append(d)
        trips += sorted(picked)
    pool = [t for t in trips if t >= date(2025, 11, 8) and t != O1_TRIP]
    tracked = dict(zip(r.sample(pool, 35), [c for c, (k, _) in CHANNELS.items() for _ in range(k)]))
    out = []
    for trip in trips:
        channel = tracked.get(trip) or ("boatsetter" if trip >= date(2025, 10, 1) or r.random() < 0.7 else "direct")
        if channel in ("direct", "google", "email", "instagram"):
            hours, gross = (4, "1120.00") if r.random() < 0.3 else (3, "780.00")
        else:
            hours, gross = 3, {"sailo": "795.00"}.get(channel, "840.75")
        deposit_day = max(trip - timedelta(r.randint(3, 16)), START)
        booked = deposit_day - timedelta(r.randint(0, 4))
        lag = r.randint(4, 8) if channel in ("boatsetter", "getmyboat", "sailo") else r.randint(0, 3)
        customer, guests = person(r), r.randint(2, 6)
        if trip == O1_TRIP:
            booked, deposit_day, lag, customer, guests = date(2026, 6, 9), date(2026, 6, 10), 5, "T. Fennimore", 5
        paid_day = trip + timedelta(lag)
        status = "Paid in full" if paid_day <= AS_OF else "Deposit received"
        out.append(Charter(trip, channel, hours, gross, booked, deposit_day, paid_day if paid_day <= AS_OF else None, status, customer, guests))
    for trip, deposit_day, note in ((date(2025, 8, 16), date(2025, 7, 30), "cancelled 2025-08-08; half of the deposit kept"),
                                    (date(2026, 7, 11), date(2026, 6, 27), "cancelled 2026-07-03; half of the deposit kept"),
                                    (date(2026, 5, 20), None, "cancelled before any deposit")):
        out.append(Charter(trip, "boatsetter", 3, "840.75", (deposit_day or trip) - timedelta(12), deposit_day, None, "Cancelled", person(r), 4, note))
    for day, deposit_day in ((3, 19), (4, 22), (10, 25), (11, None), (17, 28), (24, None), (31, None)):
        trip = date(2026, 10, day)
        deposit = date(2026, 9, deposit_day) if deposit_day else None
        out.append(Charter(trip, "boatsetter", 3, "840.75", (deposit or date(2026, 9, 27)) - timedelta(1), deposit, None,
                           "Deposit received" if deposit else "Tentative", person(r), r.randint(2, 6)))
    out.append(Charter(date(2026, 11, 14), "boatsetter", 3, "840.75", date(2026, 9, 26), None, None, "Tentative", person(r), 6, "birthday, wants sunset"))
    return sorted(out, key=lambda c: c.trip)


BANK = "Assets:Bank:Checking"


def jada_book(trips):
    book = Book("jada", {BANK}, ("Equity:", "Assets:IC:", "Liabilities:IC:"))
    r = rng("jada/costs")
    prepaid, vessel = "Assets:Prepaid:Insurance", "Assets:Vessel:Jada"
    book.add(START, None, "Opening balance", [(BANK, D("11900.00")), ("Equity:Opening-Balances", D("-11900.00"), True)])
    book.add(START, None, "Opening balances, no cash", [(prepaid, D("3640.00")), (vessel, D("88000.00")), ("Equity:Opening-Balances", D("-91640.00"), True)])
    for c in trips:
        link = [c.id]
        if c.deposit_day:
            book.add(c.deposit_day, c.customer, f"Deposit {c.id}", [(BANK, D("500.00")), ("Liabilities:Customer-Deposits", D("-500.00"))], links=link, tags=[c.channel])
        if c.status == "Cancelled" and c.deposit_day:
            day = date.fromisoformat(c.note.split()[1].rstrip(";"))
            book.add(day, c.customer, f"Cancellation {c.id}, half of the deposit kept", [("Liabilities:Customer-Deposits", D("500.00")), ("Income:Cancellation", D("-250.00")), (BANK, D("-250.00"))], links=link, tags=["cancelled"])
        if not c.is_served:
            continue
        owed = c.gross - 500
        book.add(c.trip, c.customer, f"Charter {c.id}, {c.hours} h", [("Liabilities:Customer-Deposits", D("500.00")), ("Assets:Receivable:Charters", owed), ("Income:Charters", -c.gross)], links=link, tags=[c.channel])
        book.add(c.trip, None, f"Crew and captain {c.id}", [("Expenses:Crew", c.crew), ("Expenses:Captain", c.captain), (BANK, -c.crew - c.captain, True)], links=link)
        book.add(c.trip, "Harbor Port District", f"Port fee 18% {c.id}", [("Expenses:Port-Fees", c.port_fee), ("Liabilities:Payable:Port", -c.port_fee)], links=link)
        if c.platform_fee:
            book.add(c.trip, c.channel, f"Platform fee withheld {c.id}", [("Expenses:Platform-Fees", c.platform_fee), ("Assets:Receivable:Charters", -c.platform_fee)], links=link)
        if c.paid_day:
            due = owed - (c.platform_fee or 0)
            book.add(c.paid_day, c.customer, f"Balance {c.id}", [(BANK, due), ("Assets:Receivable:Charters", -due)], links=link)
    for month in MONTHS:
        end = next_month(month) - timedelta(1)
        n = sum(1 for c in trips if c.is_served and month <= c.trip <= end)
        fuel, upkeep = money(n * r.randint(38, 52)), money(D(r.randint(18000, 56000)) / 100)
        book.add(month, "Shelter Point Marina", "Slip rent", [("Expenses:Slip", D("1180.00")), (BANK, D("-1180.00"))])
        book.add(month.replace(day=4), "Deckhand Software", "Booking calendar", [("Expenses:Software", D("79.00")), (BANK, D("-79.00"))])
        book.add(month.replace(day=6), "Search ads", "Search ads", [("Expenses:Marketing:Google", D("180.00")), (BANK, D("-180.00"), True)], tags=["marketing"])
        book.add(month.replace(day=6), "Social ads", "Boosted posts", [("Expenses:Marketing:Instagram", D("60.00")), (BANK, D("-60.00"), True)], tags=["marketing"])
        book.add(month.replace(day=18), "Bayside Fuel Dock", "Fuel", [("Expenses:Fuel", fuel), (BANK, -fuel)])
        book.add(month.replace(day=22), "Chandlery", "Upkeep and parts", [("Expenses:Maintenance", upkeep), (BANK, -upkeep)])
        port = -book.balance("Liabilities:Payable:Port", month - timedelta(1))
        if port:
            book.add(month.replace(day=20), "Harbor Port District", f"Port fees of {month - timedelta(1):%Y-%m}", [("Liabilities:Payable:Port", port), (BANK, -port)])
        book.add(end, None, "Insurance of the month", [("Expenses:Insurance", D("520.00")), (prepaid, D("-520.00"))])
        book.add(end, None, "Depreciation of the vessel", [("Expenses:Depreciation", D("950.00")), ("Assets:Vessel:Depreciation", D("-950.00"))])
    book.add(date(2025, 10, 28), "Pacific Mutual Marine", "Hull and liability, 2025-11-01 to 2026-10-31", [(prepaid, D("6240.00")), (BANK, D("-6240.00"))], tags=["annual"])
    book.add(date(2026, 2, 11), "Channel Boatyard", "Haul-out and antifouling", [("Expenses:Maintenance", D("2850.00")), (BANK, D("-2850.00"))])
    book.add(date(2025, 12, 3), "Owner", "Capital paid in", [(BANK, D("6000.00")), ("Equity:Owner:Contributions", D("-6000.00"))])
    book.add(date(2026, 6, 30), "Queen of San Diego", "Brand and promotion, first half of 2026", [("Expenses:IC:Queen-Of-San-Diego", D("4800.00")), ("Liabilities:IC:Queen-Of-San-Diego", D("-4800.00"))],
             links=["IC-2026-06"], tags=["intercompany"], flag="!", note="Queen says 5,000; the message on my phone says 4,800. Booked what I have.")
    return book


def write_jada(trips, book):
    opens = """Assets:Bank:Checking Assets:Receivable:Charters Assets:Prepaid:Insurance Assets:Vessel:Jada Assets:Vessel:Depreciation
Liabilities:Customer-Deposits Liabilities:Payable:Port Liabilities:IC:Queen-Of-San-Diego Equity:Opening-Balances Equity:Owner:Contributions
Income:Charters Income:Cancellation Expenses:Crew Expenses:Captain Expenses:Port-Fees Expenses:Platform-Fees Expenses:Slip Expenses:Software
Expenses:Marketing:Google Expenses:Marketing:Instagram Expenses:Fuel Expenses:Maintenance Expenses:Insurance Expenses:Depreciation
Expenses:IC:Queen-Of-San-Diego""".split()
    main = ['; JADA. Charters are income on the day they sail; a deposit is a liability until then.', 'option "title" "JADA"', 'option "operating_currency" "USD"', "",
            '2025-04-01 commodity USD', '  name: "US dollar"', "", 'include "accounts.beancount"', 'include "2025.beancount"', 'include "2026.beancount"']
    write("books/jada/main.beancount", "\n".join(main) + "\n")
    write("books/jada/accounts.beancount", "\n".join([f"2025-04-01 open {a:<42} USD" for a in opens]) + "\n")
    checked = [BANK, "Liabilities:Customer-Deposits", "Assets:Receivable:Charters"]
    for year, first, last in ((2025, MONTHS[0], MONTHS[8]), (2026, MONTHS[9], MONTHS[17])):
        txns = [t for t in book.ordered() if t.day.year == year]
        lines = [f"; {year}: written by examples/generate.py", ""] + beancount_txns(book, txns) + ["; month ends"] + beancount_balances(book, checked, first, last)
        write(f"books/jada/{year}.beancount", "\n".join(lines).rstrip() + "\n")
    write_csv("jada/bookings.csv", ["Booking", "Booked", "Trip date", "Hours", "Guests", "Channel", "Customer", "Total", "Deposit", "Deposit date", "State", "Balance paid", "Note"],
              [[c.id, c.booked, c.trip, c.hours, c.guests, c.channel, c.customer, c.gross, "500.00" if c.deposit_day else None, c.deposit_day, c.status, c.paid_day, c.note] for c in trips])
    lines = []
    for c in [c for c in trips if c.is_served]:
        lines.append([c.id, c.trip, "crew", c.crew, 2 * c.hours, None, money(2 * 25 * c.hours), "2 crew"])
        lines.append([c.id, c.trip, "captain", c.captain, c.hours, "50.00", money(50 * c.hours), None])
        lines.append([c.id, c.trip, "port_fee", c.port_fee, None, None, None, "18% of gross, half-up"])
        if c.platform_fee:
            lines.append([c.id, c.trip, "platform_fee", c.platform_fee, None, None, None, f"withheld by {c.channel}"])
    write_csv("jada/booking-lines.csv", ["Booking", "Date", "Kind", "Amount", "Hours", "Rate", "Rate card", "Note"], lines)


# ---------------------------------------------------------------- queen of san diego: events

ARTISTS = [("lucia-vale", "Lucia Vale", "310.00", "repriced"), ("the-marlowe-trio", "The Marlowe Trio", "340.00", "repriced"), ("june-ferrant", "June Ferrant", "295.00", "repriced"),
           ("odell-and-wren", "Odell and Wren", "275.00", "placeholder"), ("harbor-lights-band", "Harbor Lights Band", "275.00", "placeholder"), ("mateo-quill", "Mateo Quill", "275.00", "placeholder"),
           ("sable-and-pine", "Sable and Pine", "275.00", "placeholder"), ("the-low-tide-five", "The Low Tide Five", "275.00", "placeholder"), ("imogen-starke", "Imogen Starke", "275.00", "placeholder")]
EVENTS = [2, 2, 2, 3, 3, 2, 2, 1, 1, 1, 1, 2, 2, 2, 3, 3, 2, 2]


def queen():
    r = rng("queen")
    book = Book("queen-of-san-diego", {BANK}, ("Equity:", "Assets:IC:", "Liabilities:IC:"))
    book.add(START, None, "Opening balances", [(BANK, D("7400.00")), ("Equity:Opening-Balances", D("-7400.00"), True)])
    events, lines = [], []
    for month, n in zip(MONTHS, EVENTS):
        for day in sorted(r.sample(range(2, 27), n)):
            when, (page, artist, price, _) = month.replace(day=day), r.choice(ARTISTS)
            seats = r.randint(8, 14)
            key, gross = f"E{when:%y-%m%d}", money(D(price) * seats)
            fee, catering = money(gross * D("0.35")), money(46 * seats)
            costs = [("other", fee, "artist, 35% of the door", "Expenses:Artists"), ("other", catering, "catering, 46 a seat", "Expenses:Catering"),
                     ("other", D("650.00"), "boat and dock for the evening", "Expenses:Venue"), ("labour", D("280.00"), "door and bar", "Expenses:Staff")]
            events.append([key, when - timedelta(r.randint(20, 45)), when, artist, seats, r.choice(["email", "instagram", "direct", "google"]), gross, "Held", None])
            lines += [[key, when, kind, amount, note] for kind, amount, note, _ in costs]
            book.add(when, "Ticket desk", f"{key} {artist}, {seats} seats", [(BANK, gross), ("Income:Events", -gross)], links=[key])
            book.add(when, artist, f"Costs of {key}", [(account, amount) for _, amount, _, account in costs] + [(BANK, -sum(c[1] for c in costs), True)], links=[key])
        upkeep = money(D(r.randint(9000, 16000)) / 100)
        book.add(month.replace(day=3), "Pier Nine Publicity", "Publicity retainer", [("Expenses:Publicity", D("1400.00")), (BANK, D("-1400.00"))], tags=["marketing"])
        book.add(month.replace(day=5), "Mission Self Storage", "Storage of stage and sound", [("Expenses:Storage", D("220.00")), (BANK, D("-220.00"))])
        book.add(month.replace(day=9), "Mailing list service", "Mailing list", [("Expenses:Software", D("95.00")), (BANK, D("-95.00"))])
        book.add(month.replace(day=21), "Sound hire", "Sound hire and repair", [("Expenses:Equipment", upkeep), (BANK, -upkeep)])
    for key, when, artist, seats, gross in (("E26-1010", date(2026, 10, 10), "Lucia Vale", 8, "2480.00"), ("E26-1024", date(2026, 10, 24), "Mateo Quill", 6, "1650.00")):
        events.append([key, date(2026, 9, 14), when, artist, seats, "email", gross, "On sale", "seats sold so far"])
    book.add(date(2026, 9, 28), "Ticket desk", "E26-1010 seats sold ahead", [(BANK, D("620.00")), ("Liabilities:Tickets-Sold-Ahead", D("-620.00"))], links=["E26-1010"])
    euro = money(D("300.00") * D("1.0833"))
    book.add(date(2026, 3, 19), "Studio Lisboa", "Poster art, invoiced in euro", [("Expenses:Design", euro, False, "    300.00 EUR @ 1.0833 USD"), (BANK, -euro)], tags=["foreign"])
    book.add(date(2025, 11, 5), "Owner", "Capital paid in", [(BANK, D("9000.00")), ("Equity:Owner:Contributions", D("-9000.00"))])
    book.add(date(2026, 5, 12), "Dangerous Centaur", "Ticket page, INV DC-17", [("Expenses:IC:Dangerous-Centaur", D("1200.00")), ("Liabilities:IC:Dangerous-Centaur", D("-1200.00"))], links=["IC-2026-05"], tags=["intercompany"])
    book.add(date(2026, 5, 29), "Dangerous Centaur", "Pays INV DC-17", [("Liabilities:IC:Dangerous-Centaur", D("1200.00")), (BANK, D("-1200.00"))], links=["IC-2026-05"], tags=["intercompany"])
    book.add(date(2026, 6, 30), "JADA", "Brand and promotion, first half of 2026", [("Assets:IC:Jada", D("5000.00")), ("Income:IC:Jada", D("-5000.00"))], links=["IC-2026-06"], tags=["intercompany"])
    opens = """Assets:Bank:Checking Assets:IC:Jada Liabilities:Tickets-Sold-Ahead Liabilities:IC:Dangerous-Centaur Equity:Opening-Balances Equity:Owner:Contributions
Income:Events Income:IC:Jada Expenses:Artists Expenses:Catering Expenses:Venue Expenses:Staff Expenses:Publicity Expenses:Storage Expenses:Software
Expenses:Equipment Expenses:Design Expenses:IC:Dangerous-Centaur""".split()
    out = ["; Queen of San Diego: concerts on the water. One book.", 'option "title" "Queen of San Diego"', 'option "operating_currency" "USD"', "", "2025-04-01 commodity USD", "2025-04-01 commodity EUR", "",
           *[f"2025-04-01 open {a}" + ("" if a == "Expenses:Design" else " USD") for a in opens], "",
           "2026-03-19 price EUR 1.0833 USD", "2026-03-31 price EUR 1.0841 USD", "2026-06-30 price EUR 1.0812 USD", "2026-09-30 price EUR 1.0795 USD", "", "pushtag #queen", ""]
    out += beancount_txns(book, book.ordered()) + ["poptag #queen", "", "; month ends"] + beancount_balances(book, [BANK], MONTHS[0], MONTHS[-1])
    write("books/queen-of-san-diego.beancount", "\n".join(out).rstrip() + "\n")
    write_csv("queen-of-san-diego/events.csv", ["Event", "On sale", "Date", "Artist", "Seats", "Channel", "Takings", "State", "Note"], events)
    write_csv("queen-of-san-diego/event-lines.csv", ["Event", "Date", "Kind", "Amount", "Note"], lines)
    write_csv("queen-of-san-diego/page-prices.csv", ["Page", "Artist", "Seat price", "State"], [[f"artists/{p}.html", a, price, state] for p, a, price, state in ARTISTS])
    write_csv("queen-of-san-diego/campaigns.csv", ["Id", "Name", "Date", "Channel", "List", "Per second", "Per thousand", "State"],
              [["autumn-blast", "Autumn concerts, whole list", "2026-10-15", "email", 3676, 14, "0.10", "planned"]])
    return book


# ---------------------------------------------------------------- quickdumpnow: hauling

HAULS = [11, 13, 15, 16, 15, 13, 14, 12, 9, 10, 11, 13, 14, 15, 17, 16, 16, 14]


def hauling():
    r = rng("quickdumpnow")
    bank = "assets:bank:checking"
    book = Book("quickdumpnow", {bank}, ("equity:",))
    book.add(START, "", "opening balance", [(bank, D("17500.00")), ("equity:opening", D("-17500.00"), True)])
    book.add(START, "", "opening balance, no cash", [("assets:trailers", D("22400.00")), ("equity:opening", D("-22400.00"), True)])
    rows, lines, n = [], [], 0
    for month, won in zip(MONTHS, HAULS):
        quotes = won + r.randint(6, 11)
        days = sorted(r.choice(range(1, days_in(month) + 1)) for _ in range(quotes))
        lost = set(r.sample(range(quotes), quotes - won))
        for i, day in enumerate(days):
            n += 1
            key, when, customer = f"Q-{n:04}", month.replace(day=day), person(r)
            gross, loads = money(r.choice([280, 320, 360, 390, 420, 450, 480, 520])), r.choice([1, 1, 1, 2])
            channel = r.choice(["google", "google", "phone", "referral", "repeat", "flyer"])
            quoted = when - timedelta(r.randint(0, 5))
            if quoted < START:
                quoted = START
            if i in lost:
                rows.append([key, "quote", quoted, when, customer, gross, loads, channel, "Lost", r.choice(["price", "price", "no answer", "too late", "went with a neighbour"])])
                continue
            note = None
            if month == date(2026, 8, 1) and not any(x[5] == D("600.00") for x in rows):
                gross, loads, note = D("600.00"), 2, "garage clear-out, 600 all-in"
            dump, fuel, labour = money(D(r.randint(5200, 11800)) / 100 * loads), money(D(r.randint(2400, 4600)) / 100), money(80 + 30 * loads)
            rows.append([key, "job", quoted, when, customer, gross, loads, channel, "Done", note])
            lines += [[key, when, "dump_fee", dump, None], [key, when, "fuel", fuel, None], [key, when, "labour", labour, "two people"]]
            book.add(when, customer, f"haul {key}", [(bank, gross), ("sales:hauling", -gross, True)], code=key)
            book.add(when, "", f"costs of {key}", [("expenses:dump fees", dump), ("expenses:fuel", fuel), ("expenses:labour", labour), (bank, -dump - fuel - labour, True)], code=key)
        end, repair = next_month(month) - timedelta(1), money(D(r.randint(6000, 21000)) / 100)
        for day, payee, what, account, amount in ((1, "Otay Yard", "trailer parking, four trailers", "expenses:yard", "520.00"), (2, "Coastline Insurance", "commercial auto", "expenses:insurance", "390.00"),
                                                  (7, "Search ads", "search ads", "expenses:advertising", "540.00"), (15, "B. Tran", "dispatch", "expenses:wages", "1600.00"),
                                                  (16, "Tow lease", "pickup lease", "expenses:vehicle lease", "640.00"), (20, "Wireless", "dispatch line", "expenses:phone", "62.00")):
            book.add(month.replace(day=day), payee, what, [(account, D(amount)), (bank, -D(amount), True)], tags=["fixed"] if day < 3 else [])
        book.add(month.replace(day=24), "Axle and Hitch", "repairs", [("expenses:repairs", repair), (bank, -repair)], flag="!" if month == MONTHS[-1] else "*")
        book.add(end, "", "depreciation, four trailers", [("expenses:depreciation", D("240.00")), ("assets:trailers:depreciation", D("-240.00"))])
    for day, capital in ((date(2025, 9, 2), "10000.00"), (date(2026, 2, 2), "10000.00")):
        book.add(day, "owner", "capital paid in", [(bank, D(capital)), ("equity:owner", -D(capital))])
    for key, day, gross in (("Q-9001", date(2026, 10, 2), "450.00"), ("Q-9002", date(2026, 10, 5), "390.00"), ("Q-9003", date(2026, 10, 8), "520.00")):
        rows.append([key, "quote", date(2026, 9, 29), day, person(r), gross, 1, "google", "Open", "waiting for an answer"])
    header = ["; QuickDumpNow, hledger. Customers pay on the day, so cash and income agree.", "decimal-mark .", "commodity 1,000.00 USD", ""]
    for account, kind in (("assets:bank:checking", "C"), ("assets:trailers", "A"), ("assets:trailers:depreciation", "A"), ("equity:opening", "E"), ("equity:owner", "E"), ("sales:hauling", "R"), ("expenses:dump fees", "X"),
                          ("expenses:fuel", "X"), ("expenses:labour", "X"), ("expenses:yard", "X"), ("expenses:insurance", "X"), ("expenses:advertising", "X"), ("expenses:wages", "X"), ("expenses:vehicle lease", "X"),
                          ("expenses:phone", "X"), ("expenses:repairs", "X"), ("expenses:depreciation", "X")):
        header.append(f"account {account:<32}  ; type: {kind}")
    write("books/quickdumpnow.journal", "\n".join(journal_txns(book, [bank], header + [""])).rstrip() + "\n")
    write_csv("quickdumpnow/jobs.csv", ["Number", "Kind", "Quoted", "Date", "Customer", "Price", "Loads", "Found us by", "State", "Note"], rows)
    write_csv("quickdumpnow/job-lines.csv", ["Number", "Date", "Kind", "Amount", "Note"], lines)
    return book


# ---------------------------------------------------------------- centaur clients: invoices

CLIENTS = [("harbor-kite", "Harbor Kite School", "retainer", "650.00", None, date(2025, 4, 1), 25), ("pelican-dental", "Pelican Cove Dental", "retainer", "850.00", None, date(2025, 4, 1), 33),
           ("sol-y-mar", "Sol y Mar Catering", "hourly", None, "85.00", date(2025, 6, 1), 48), ("north-jetty", "North Jetty Surf Shop", "retainer", "300.00", None, date(2025, 4, 1), 18),
           ("tidewater", "Tidewater Legal", "project", None, None, date(2025, 9, 1), 58), ("lantern-yoga", "Lantern House Yoga", "undefined", None, "75.00", date(2025, 10, 1), 70)]
SILENT = [("tile-and-stone", "Mesa Tile and Stone", "retainer", "500.00", None, date(2026, 5, 1)), ("marlin-brewing", "Marlin Street Brewing", "undefined", None, None, date(2026, 7, 15))]
CLIENT_BANK = "Assets:Bank:Clients"


def clients():
    r = rng("clients")
    book = Book("centaur-clients", {CLIENT_BANK}, ("Assets:IC:",))
    time, invoices, payments = [], [], []
    hours_of = {"harbor-kite": (6, 9), "pelican-dental": (8, 12), "sol-y-mar": (6, 12), "north-jetty": (2, 5), "tidewater": (8, 16), "lantern-yoga": (3, 7), "tile-and-stone": (4, 8), "marlin-brewing": (9, 18)}
    for month in MONTHS:
        for key, _, model, fee, rate, start, *lag in CLIENTS + SILENT:
            if next_month(month) <= start:
                continue
            total = r.randint(*hours_of[key])
            parts = [total // 2, total - total // 2]
            for day, hours, who in zip(sorted(r.sample(range(2, 28), 2)), parts, ("kai", "lena")):
                when = month.replace(day=day)
                if when >= start:
                    time.append([f"T{len(time) + 1:04}", when, who, key, hours, "no" if r.random() < 0.08 else "yes", None])
            if not lag:
                continue
            amount = D(fee) if fee else money(D(rate) * total) if rate else None
            if model == "project":
                amount = D("1800.00") if month in (date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)) else None
            if amount:
                number = f"INV-{2001 + len(invoices)}"
                issued = month if model == "retainer" else next_month(month) - timedelta(1)
                invoices.append([number, key, issued, issued + timedelta(30), amount, model, f"Invoice {number} {month:%Y-%m}"])
                late = lag[0] + r.randint(-4, 6)
                paid = issued + timedelta(late)
                part = amount
                if (key, month) == ("pelican-dental", date(2026, 8, 1)) or (key == "lantern-yoga" and month >= date(2026, 5, 1)):
                    continue
                if key == "pelican-dental" and month == date(2026, 7, 1):
                    part, paid = D("400.00"), date(2026, 9, 9)
                if paid <= AS_OF:
                    payments.append([None, number, key, paid, part, r.choice(["ach", "ach", "card", "check"]), f"Payment {number}"])
    payments.sort(key=lambda p: (p[3], p[1]))
    for i, p in enumerate(payments):
        p[0] = f"PAY-{i + 1:04}"
    names = {key: name for key, name, *_ in CLIENTS + SILENT}
    for number, key, issued, _, amount, _, memo in invoices:
        book.add(issued, names[key], memo, [("Assets:Receivable:Clients", amount), ("Income:Clients", -amount)])
    for _, _, key, paid, amount, _, memo in payments:
        book.add(paid, names[key], memo, [(CLIENT_BANK, amount), ("Assets:Receivable:Clients", -amount)])
    sweeps = []
    for day in (date(2025, 6, 30), date(2025, 9, 30), date(2025, 12, 30), date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 29)):
        sweep = D(int((book.balance(CLIENT_BANK, day) - 1500) // 100 * 100)).quantize(CENT)
        sweeps.append((day, sweep))
        book.add(day, "Dangerous Centaur", "Transfer to studio", [("Assets:IC:Dangerous-Centaur", sweep), (CLIENT_BANK, -sweep)])
    write_csv("centaur-clients/engagements.csv", ["Id", "Client", "Start", "End", "Billing", "Monthly fee", "Rate", "Hours a month", "State", "Note"],
              [[key, name, start, None, model, fee, rate, hours_of[key][1], "active", note] for (key, name, model, fee, rate, start, *_), note in
               zip(CLIENTS + SILENT, ["site and newsletter", "site, forms, monthly report", "as needed", "hosting and small changes", "new site, milestones of 1,800", "never agreed; billed 75 an hour so far",
                                      "signed 2026-04-28, work goes on, nothing invoiced", "letter of intent 2026-07-10, 4,200 mentioned, nothing invoiced"])])
    write_csv("centaur-clients/invoices.csv", ["Invoice", "Engagement", "Client", "Date", "Due", "Amount", "Kind", "Memo"], [[n, k, names[k], d, due, a, kind, memo] for n, k, d, due, a, kind, memo in invoices])
    write_csv("centaur-clients/payments.csv", ["Payment", "Invoice", "Client", "Date", "Amount", "Method", "Memo"], [[p, n, names[k], d, a, m, memo] for p, n, k, d, a, m, memo in payments])
    write_csv("centaur-clients/transfers.csv", ["Date", "Amount", "Payee", "Memo"], [[d, -a, "Dangerous Centaur", "Transfer to studio"] for d, a in sweeps])
    write_csv("centaur-clients/time.csv", ["Id", "Date", "Who", "Client", "Hours", "Billable", "Note"], [[i, d, w, k, h, b, n] for i, d, w, k, h, b, n in time])
    return book, sweeps, invoices, payments


# ---------------------------------------------------------------- 51st street: rental

def rental():
    r = rng("rental")
    book = Book("51st-street", {BANK}, ("Equity:", "Liabilities:Loan", "Assets:Bank:Tenant-Deposits", "Liabilities:Tenant-Deposits"))
    rows, balance = [], D("316400.00")

    def line(day, text, memo, amount, account):
        rows.append((day, text, memo, D(amount)))
        book.add(day, text, memo, [(BANK, D(amount)), (account, -D(amount))])

    line(START, "OWNER CONTRIBUTION", "opening", "5200.00", "Equity:Owner")
    line(date(2025, 4, 2), "TENANT DEPOSIT", "Unit B Haldane", "1950.00", "Liabilities:Tenant-Deposits")
    line(date(2025, 4, 3), "TRANSFER TO DEPOSIT ACCT", "Unit B", "-1950.00", "Assets:Bank:Tenant-Deposits")
    line(date(2025, 7, 30), "TENANT DEPOSIT", "Unit A Whitlock", "2150.00", "Liabilities:Tenant-Deposits")
    line(date(2025, 7, 31), "TRANSFER TO DEPOSIT ACCT", "Unit A", "-2150.00", "Assets:Bank:Tenant-Deposits")
    for month in MONTHS:
        interest = money(balance * D("0.0595") / 12)
        principal = D("2010.00") - interest
        units = [("A", "2150.00"), ("B", "1950.00")] + ([("C", "1350.00")] if month < date(2026, 7, 1) else [])
        for unit, rent in units:
            line(month.replace(day=r.randint(1, 4)), f"RENT UNIT {unit}", f"{month:%Y-%m}", rent, "Income:Rent")
        line(month.replace(day=8), "CANYON PROPERTY MGMT", "8 pct of rent", -money(sum(D(x) for _, x in units) * D("0.08")), "Expenses:Management")
        line(month.replace(day=12), "HARBORVIEW LOAN INTEREST", f"loan 0047 {month:%Y-%m}", -interest, "Expenses:Interest")
        line(month.replace(day=12), "HARBORVIEW LOAN PRINCIPAL", f"loan 0047 {month:%Y-%m}", -principal, "Liabilities:Loan")
        line(month.replace(day=12), "HARBORVIEW ESCROW", "tax and insurance", "-480.00", "Expenses:Tax-And-Insurance")
        line(month.replace(day=16), "FIFTY FIRST ST ASSOCIATION", "dues", "-615.00", "Expenses:Dues")
        line(month.replace(day=28), "OWNER DISTRIBUTION", f"{month:%Y-%m}", "-1250.00" if len(units) == 3 else "-400.00", "Equity:Owner")
        line(month.replace(day=19), "CITY WATER", "account 118", -money(D(r.randint(8200, 12400)) / 100), "Expenses:Utilities")
        if r.random() < 0.7:
            line(month.replace(day=r.randint(20, 27)), "BAY PLUMBING AND REPAIR", r.choice(["drain", "water heater", "lock", "paint"]), -money(D(r.randint(9000, 34000)) / 100), "Expenses:Repairs")
        balance -= principal
    line(date(2026, 7, 14), "RENTAL LISTING SITE", "unit C", "-59.00", "Expenses:Advertising")
    line(date(2026, 8, 6), "GLIDEWELL", "invoice 88", "-145.00", "Expenses:Uncategorised")
    rows.sort(key=lambda x: x[0])
    running, out = D(0), []
    for day, text, memo, amount in rows:
        running += amount
        out.append([f"{day:%m/%d/%Y}", text, memo, f"{amount:,}", f"{running:,}"])
    write_csv("books/51st-street-bank.csv", ["Posted Date", "Description", "Memo", "Amount", "Running Balance"], out, above=["Harborview Community Bank", "Account ending 5151, 04/01/2025 to 09/30/2026"])
    write_csv("51st-street/leases.csv", ["Lease", "Unit", "Tenant", "Start", "End", "Rent", "Deposit", "State"],
              [["L-A2", "A", "R. Whitlock", "2025-08-01", "2027-07-31", "2150.00", "2150.00", "active"], ["L-B1", "B", "C. Haldane", "2025-04-01", "2026-11-15", "1950.00", "1950.00", "active"],
               ["L-C1", "C", "P. Zelenka", "2024-07-01", "2026-06-30", "1350.00", None, "ended"], ["L-C2", "C", None, "2026-07-01", "2026-12-31", "1450.00", None, "vacant"]])
    write_csv("51st-street/work-orders.csv", ["Order", "Unit", "Opened", "Closed", "State", "Priority", "Cost", "What"],
              [["W-31", "A", "2026-03-04", "2026-03-09", "closed", "normal", "210.00", "drain in the kitchen"], ["W-32", "B", "2026-04-18", "2026-05-02", "closed", "normal", "165.00", "lock of the back door"],
               ["W-33", "C", "2026-07-02", "2026-08-28", "closed", "low", "340.00", "paint after the tenant left"], ["W-34", "B", "2026-07-19", None, "open", "high", "1200.00", "water heater leaks, quoted"],
               ["W-35", "A", "2026-08-30", None, "open", "normal", "280.00", "bathroom fan"], ["W-36", None, "2026-09-16", None, "open", "high", None, "stair rail loose, no quote yet"]])
    write_csv("51st-street/loan.csv", ["Loan", "Lender", "Balance", "As of", "Payment", "Rate"], [["0047", "Harborview Community Bank", balance, "2026-09-30", "2010.00", "0.0595"]])
    return book


# ---------------------------------------------------------------- yacht delivery

def deliveries():
    r = rng("deliveries")
    book = Book("expert-yacht-delivery", {BANK}, ("Equity:",))
    bank, jobs, costs, legs = [], [], [], []
    routes = {"Cabo San Lucas to San Diego": [("Cabo to Turtle Bay", 390), ("Turtle Bay to Ensenada", 280), ("Ensenada to San Diego", 65)], "San Diego to San Francisco": [("San Diego to Santa Barbara", 165), ("Santa Barbara to Monterey", 205), ("Monterey to San Francisco", 85)],
              "La Paz to San Diego": [("La Paz to Cabo", 135), ("Cabo to Turtle Bay", 390), ("Turtle Bay to San Diego", 335)], "Newport to San Diego": [("Newport to San Diego", 75)], "San Diego to Ventura": [("San Diego to Avalon", 75), ("Avalon to Ventura", 70)]}
    boats = ["Petrel", "Wayfinder", "Second Wind", "Halcyon Days", "Blue Ledger", "Sandpiper", "Northing", "Calliope", "Tern", "Windrose", "Meridian", "Kestrel", "Lark", "Osprey Song", "Isla", "Marlinspike"]

    def line(day, name, memo, amount, account):
        bank.append((day, name, memo, D(amount)))
        book.add(day, name, memo, [(BANK, D(amount)), (account, -D(amount))])

    line(START, "OWNER CONTRIBUTION", "opening", "8600.00", "Equity:Owner")
    for i, month in enumerate(MONTHS):
        for day, name, memo, amount, account in ((3, "COASTAL MARINE UNDERWRITERS", "fleet cover", "-310.00", "Expenses:Insurance"), (11, "ROUTING SERVICE", "weather routing", "-85.00", "Expenses:Software"), (17, "SAT PHONE CO", "airtime", "-120.00", "Expenses:Phone"),
                                                 (26, "K ESKILDSEN", "scheduling & yard", "-700.00", "Expenses:Wages")):
            line(month.replace(day=day), name, memo, amount, account)
        if i in (8, 9) or i >= 17:
            continue
        route = r.choice(list(routes))
        nm = sum(x for _, x in routes[route])
        price, boat, key = money(nm * 6 + 900), boats[i % len(boats)], f"D{month:%y%m}"
        start = month.replace(day=r.randint(7, 12))
        end = start + timedelta(2 + nm // 110)
        spend = {"crew": money(price * D("0.36")), "fuel": money(D(nm) * D("1.15")), "travel": money(r.randint(140, 420)), "insurance": D("60.00")}
        jobs.append([key, "delivery", start, end, start - timedelta(20), f"S/V {boat}", route, price, nm, "Paid", "closed", None, money(price / 2), start - timedelta(5), None])
        day = start
        for name, miles in routes[route]:
            legs.append([key, day, miles, f"leg: {name}"])
            day += timedelta(1 + miles // 110)
        costs += [[key, end, kind, amount, None] for kind, amount in spend.items()]
        line(start - timedelta(5), f"S/V {boat.upper()}", f"{key} deposit", money(price / 2), "Income:Deliveries")
        line(end + timedelta(1), f"S/V {boat.upper()}", f"{key} balance", price - money(price / 2), "Income:Deliveries")
        line(start - timedelta(2), "AIRFARE", f"{key} crew travel", -spend["travel"], "Expenses:Travel")
        line(start, "FUEL DOCK", f"{key} fuel", -spend["fuel"], "Expenses:Fuel")
        line(end, "DELIVERY CREW", f"{key} crew", -spend["crew"], "Expenses:Crew")
        line(end, "COASTAL MARINE UNDERWRITERS", f"{key} voyage", -spend["insurance"], "Expenses:Insurance")
    # Under way at as_of: 450 of 1,200 nm sailed, half of 6,400 invoiced and paid.
    jobs.append(["D2609", "delivery", "2026-09-24", "2026-10-09", "2026-08-30", "M/Y Longreach", "Puerto Vallarta to San Diego", "6400.00", 1200, "Under way", "under way", "1", "3200.00", "2026-09-18", "450 of 1,200 nm by 09-30"])
    legs += [["D2609", "2026-09-24", 290, "leg: Puerto Vallarta to Cabo"], ["D2609", "2026-09-28", 160, "leg: Cabo to Magdalena Bay"], ["D2609", "2026-10-02", 440, "leg: Magdalena Bay to Cedros"], ["D2609", "2026-10-06", 310, "leg: Cedros to San Diego"]]
    line(date(2026, 9, 18), "M/Y LONGREACH", "D2609 deposit", "3200.00", "Income:Deliveries")
    line(date(2026, 9, 21), "AIRFARE", "D2609 crew travel", "-388.00", "Expenses:Travel")
    line(date(2026, 9, 24), "FUEL DOCK", "D2609 fuel, first half", "-640.00", "Expenses:Fuel")
    costs += [["D2609", "2026-09-21", "travel", "388.00", None], ["D2609", "2026-09-24", "fuel", "640.00", "first half"]]
    for key, boat, route, price, nm, stage, p, when in (("P-41", "M/Y Catenary", "Acapulco to Seattle", "24000.00", 2600, "first call", "0.30", "2026-12-05"), ("P-42", "S/V Driftwood", "San Diego to Hilo", "15000.00", 2200, "quoted", "0.60", "2026-11-10"),
                                                       ("P-43", "M/Y Larkspur", "San Diego to La Paz and back", "18000.00", 1720, "contract sent", "0.95", "2026-10-20")):
        jobs.append([key, "delivery", when, None, "2026-09-10", boat, route, price, nm, "Quoted", stage, p, None, None, None])
    jobs.append(["P-38", "delivery", "2026-09-12", None, "2026-07-22", "S/V Ember", "San Diego to Ventura", "1770.00", 145, "Lost", "lost", "0", None, None, "price"])
    bank.sort(key=lambda x: x[0])
    body, seen = [], {}
    for day, name, memo, amount in bank:
        seen[day] = seen.get(day, 0) + 1
        kind = "CREDIT" if amount > 0 else "DEBIT"
        body += ["<STMTTRN>", f"<TRNTYPE>{kind}", f"<DTPOSTED>{day:%Y%m%d}120000[-8:PST]", f"<TRNAMT>{amount}", f"<FITID>{day:%Y%m%d}{seen[day]:02}", f"<NAME>{name[:32]}", f"<MEMO>{memo.replace('&', '&amp;')}", "</STMTTRN>"]
    head = ["OFXHEADER:100", "DATA:OFXSGML", "VERSION:102", "SECURITY:NONE", "ENCODING:USASCII", "CHARSET:1252", "COMPRESSION:NONE", "OLDFILEUID:NONE", "NEWFILEUID:NONE", "",
            "<OFX>", "<SIGNONMSGSRSV1>", "<SONRS>", "<STATUS>", "<CODE>0", "<SEVERITY>INFO", "</STATUS>", "<DTSERVER>20260930200000", "<LANGUAGE>ENG", "</SONRS>", "</SIGNONMSGSRSV1>", "<BANKMSGSRSV1>", "<STMTTRNRS>", "<TRNUID>0",
            "<STATUS>", "<CODE>0", "<SEVERITY>INFO", "</STATUS>", "<STMTRS>", "<CURDEF>USD", "<BANKACCTFROM>", "<BANKID>000000000", "<ACCTID>5550142", "<ACCTTYPE>CHECKING", "</BANKACCTFROM>", "<BANKTRANLIST>", "<DTSTART>20250401", "<DTEND>20260930"]
    tail = ["</BANKTRANLIST>", "<LEDGERBAL>", f"<BALAMT>{book.balance(BANK)}", "<DTASOF>20260930", "</LEDGERBAL>", "</STMTRS>", "</STMTTRNRS>", "</BANKMSGSRSV1>", "</OFX>"]
    write("books/expert-yacht-delivery.ofx", "\n".join(head + body + tail) + "\n")
    write_csv("expert-yacht-delivery/deliveries.csv", ["Id", "Kind", "Start", "End", "Asked", "Boat", "Route", "Price", "Nautical miles", "State", "Stage", "Chance", "Deposit", "Deposit date", "Note"], jobs)
    write_csv("expert-yacht-delivery/costs.csv", ["Delivery", "Date", "Kind", "Amount", "Note"], costs)
    write_csv("expert-yacht-delivery/legs.csv", ["Delivery", "Date", "Nautical miles", "Leg"], legs)
    return book


# ---------------------------------------------------------------- shared costs, cloud bill

BILLS = ["58.40", "61.15", "63.72", "66.90", "70.35", "68.12", "64.80", "59.75", "50.00", "52.60", "55.18", "60.44", "63.95", "69.21", "74.08", "79.66", "84.00", "76.37"]
SERVICES = [("Amazon DynamoDB", "Databases", "0.11", "on-demand requests and storage"), ("AWS Lambda", "Compute", "0.06", "requests and duration"), ("Amazon Simple Storage Service", "Storage", "0.09", "storage and requests"),
            ("Amazon CloudFront", "Networking", "0.13", "transfer to the internet"), ("AmazonCloudWatch", "Management and Governance", "0.21", "log ingestion and storage"), ("Amazon Virtual Private Cloud", "Networking", "0.14", "public IPv4 addresses"),
            ("Amazon Elastic Compute Cloud", "Compute", "0.17", "EBS snapshots"), ("Amazon Route 53", "Networking", "0.05", "hosted zones"), ("Amazon Simple Email Service", "Web", "0.04", "messages sent")]


def cloud_bill():
    rows = []
    for month, bill in zip(MONTHS, BILLS):
        total, left = D(bill), D(bill)
        if month == date(2026, 2, 1):
            total += 2  # an AWS credit takes it off again, below
            left = total
        for i, (service, category, share, what) in enumerate(SERVICES):
            cost = left if i == len(SERVICES) - 1 else (total * D(share)).quantize(D("0.0001"))
            left -= cost
            rows.append((month, service, category, "Usage", what, cost))
        if month == date(2026, 2, 1):
            rows.append((month, "AWS Support", "Other", "Credit", "promotional credit", D("-2.0000")))
    header = """BillingAccountId BillingAccountName BillingCurrency BillingPeriodStart BillingPeriodEnd ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodStart ChargePeriodEnd
ListCost ContractedCost EffectiveCost BilledCost InvoiceIssuerName ProviderName PublisherName RegionId ResourceId ServiceCategory ServiceName SubAccountId Tags""".split()
    out = []
    for month, service, category, kind, what, cost in rows:
        start, end = f"{month}T00:00:00Z", f"{next_month(month)}T00:00:00Z"
        out.append(["111122223333", "Example Holdings", "USD", start, end, kind, None, f"{service}: {what}", "Usage-Based" if kind == "Usage" else "One-Time", start, end, cost, cost, cost, cost, "AWS", "AWS", "AWS", "us-west-2", None, category, service, "111122223333",
                    '{"owner":"shared"}'])
    write_csv("costs/aws-focus-1.2.csv", header, out)


def portfolio_book():
    bank = "Assets:Bank:Operating"
    book = Book("portfolio", {bank}, ("Equity:", "Assets:Bank:Reserve"))
    book.add(START, None, "Opening balances", [(bank, D("30000.00")), ("Equity:Opening-Balances", D("-30000.00"), True)])
    book.add(START, None, "Opening balance of the reserve", [("Assets:Bank:Reserve", D("6000.00")), ("Equity:Opening-Balances", D("-6000.00"), True)])
    for i, month in enumerate(MONTHS):
        for day, payee, what, account, amount in ((2, "Lantern Bookkeeping", "Bookkeeping", "Expenses:Bookkeeping", "425.00"), (5, "Office suite", "Mail and documents", "Expenses:Software", "190.00"), (9, "Wireless", "Phones", "Expenses:Phone", "110.00"), (14, "Umbrella policy", "Umbrella insurance", "Expenses:Insurance", "260.00"),
                                                  (15, "D. Ibarra", "Operations assistant", "Expenses:Wages", "2600.00"), (15, "Payroll service", "Payroll tax and fee", "Expenses:Payroll-Tax", "238.90"), (20, "Corner Office", "Virtual office", "Expenses:Office", "85.00")):
            book.add(month.replace(day=day), payee, what, [(account, D(amount)), (bank, -D(amount), True)])
        if i:
            bill = D(BILLS[i - 1])
            book.add(month.replace(day=3), "AWS", f"Cloud bill of {MONTHS[i - 1]:%Y-%m}", [("Expenses:Cloud:AWS", bill), (bank, -bill)], tags=["cloud"])
        book.add(month.replace(day=28), "Owner", "Draw", [("Equity:Owner:Draws", D("1500.00")), (bank, D("-1500.00"))])
    day = date(2025, 10, 1)
    while day <= AS_OF:
        book.add(day, "AI API", "Prepaid credits, daily top-up", [("Expenses:AI-API", D("45.00")), (bank, D("-45.00"))], tags=["ai"])
        day += timedelta(1)
    for day, capital in ((date(2025, 8, 4), "30000.00"), (date(2026, 1, 5), "40000.00"), (date(2026, 4, 6), "24000.00")):
        book.add(day, "Owner", "Capital paid in", [(bank, D(capital)), ("Equity:Owner:Contributions", -D(capital))])
    opens = """Assets:Bank:Operating Assets:Bank:Reserve Equity:Opening-Balances Equity:Owner:Contributions Equity:Owner:Draws Expenses:Bookkeeping Expenses:Software Expenses:Phone Expenses:Insurance Expenses:Wages
Expenses:Payroll-Tax Expenses:Office Expenses:Cloud:AWS Expenses:AI-API""".split()
    out = ["; Example Holdings: what no single venture pays for. The reserve is pledged to the marina and cannot be spent.", 'option "title" "Example Holdings"', 'option "operating_currency" "USD"', "", "2025-04-01 commodity USD", "",
           *[f"2025-04-01 open {a:<36} USD" for a in opens], ""] + beancount_txns(book, book.ordered()) + ["; month ends"] + beancount_balances(book, [bank, "Assets:Bank:Reserve"], MONTHS[0], MONTHS[-1])
    write("books/portfolio.beancount", "\n".join(out).rstrip() + "\n")
    return book


# ---------------------------------------------------------------- dangerous centaur: the studio

BURN = {date(2026, 4, 1): "7180.00", date(2026, 5, 1): "8720.00", date(2026, 6, 1): "7900.00", date(2026, 7, 1): "7640.00", date(2026, 8, 1): "8410.00", date(2026, 9, 1): "7950.00"}


def studio(sweeps, others):
    """Last of all: contractors are paid what leaves the group's burn at the figures of BURN in its months."""
    r = rng("studio")
    bank = "Assets:Bank:Checking"
    book = Book("dangerous-centaur", {bank}, ("Equity:", "Assets:IC:", "Liabilities:IC:"))
    book.add(START, "", "Opening balances", [(bank, D("18000.00")), ("Equity:Opening Balances", D("-18000.00"), True)])
    for month in MONTHS:
        for day, payee, what, account, amount in ((3, "Common Desk", "Desk", "Expenses:Office", "350.00"), (6, "Design tools", "Seats", "Expenses:Software", "145.00"), (8, "Code hosting", "Seats", "Expenses:Software", "84.00"), (12, "Fonts and stock", "Subscription", "Expenses:Software", "58.00")):
            book.add(month.replace(day=day), payee, what, [(account, D(amount)), (bank, -D(amount), True)])
        if r.random() < 0.35:
            fee = money(r.choice([180, 240, 320, 450]))
            book.add(month.replace(day=17), "Walk-in", "Small job, price agreed afterwards", [(bank, fee), ("Income:Projects", -fee, True)], tags=["undefined-billing"])
        total = money(D(r.randint(360000, 480000)) / 100)
        if month in BURN:
            total = D(BURN[month]) - sum(b.burn(month) for b in others) - book.burn(month)
            assert D(3000) < total < D(10000), (month, total)
        first = money(total * D("0.6"))
        book.add(month.replace(day=10), "K. Oyelaran", "Contract work", [("Expenses:Contractors", first), (bank, -first)], code=f"{month:%y%m}-1")
        late = next_month(month).replace(day=2) if month == date(2026, 3, 1) else None
        book.add(month.replace(day=25), "L. Marchetti", "Contract work", [("Expenses:Contractors", total - first), (bank, first - total, True)], code=f"{month:%y%m}-2", effective=late)
    for day, sweep in sweeps:
        book.add(day, "Centaur clients", "Transfer from client account", [(bank, sweep), ("Liabilities:IC:centaur-clients", -sweep)], tags=["intercompany"])
    book.add(date(2026, 5, 12), "Queen of San Diego", "Ticket page, INV DC-17", [("Assets:IC:queen-of-san-diego", D("1200.00")), ("Income:IC:queen-of-san-diego", D("-1200.00"))], tags=["intercompany"])
    book.add(date(2026, 5, 29), "Queen of San Diego", "Pays INV DC-17", [(bank, D("1200.00")), ("Assets:IC:queen-of-san-diego", D("-1200.00"))], tags=["intercompany"])
    for day, capital in ((date(2025, 7, 7), "18000.00"), (date(2026, 1, 12), "22000.00")):
        book.add(day, "Owner", "Capital paid in", [(bank, D(capital)), ("Equity:Owner", -D(capital))])
    header = ["; Dangerous Centaur, the studio. Client money is collected in the client account and moved over each quarter.", "", "commodity USD", "    note US dollar", "    format 1,000.00 USD", ""]
    for account in ("Assets:Bank:Checking", "Assets:IC:queen-of-san-diego", "Liabilities:IC:centaur-clients", "Equity:Opening Balances", "Equity:Owner", "Income:Projects", "Income:IC:queen-of-san-diego", "Expenses:Office", "Expenses:Software", "Expenses:Contractors"):
        header += [f"account {account}"] + (["    note the studio's own account"] if account == bank else [])
    header += ["", "P 2026-09-30 EUR 1.0795 USD", ""]
    write("books/dangerous-centaur.ledger", "\n".join(journal_txns(book, [bank], header)).rstrip() + "\n")
    return book


# ---------------------------------------------------------------- demand, capacity, what is owned

def stamp(day, r):
    return f"{day}T{r.randint(15, 23):02}:{r.choice((5, 12, 20, 34, 41, 55)):02}:00Z"


def demand(trips):
    """Inquiries of twelve months for JADA, by the channel that they came in by: the counts of CHANNELS."""
    r = rng("demand")
    rows, by_month = [], {}
    first = date(2025, 10, 1)
    won = [c for c in trips if c.is_served and c.channel in CHANNELS and c.trip >= date(2025, 11, 1)]
    for channel, (k, n) in CHANNELS.items():
        mine = [c for c in won if c.channel == channel]
        assert len(mine) == k, (channel, len(mine))
        for c in mine:
            rows.append([c.booked, channel, channel, "booked", None, c.id])
        for _ in range(n - k):
            day = first + timedelta(r.randrange(365))
            found = r.choice([channel, channel, channel, "instagram" if channel == "getmyboat" else channel])
            outcome, why = r.choice([("lost", "price"), ("lost", "date taken"), ("lost", "no answer from us in time"), ("lost", "group too large"), ("no_reply", None), ("no_reply", None)])
            if day >= date(2026, 9, 24) and r.random() < 0.6:
                outcome, why = "open", None
            rows.append([day, found, channel, outcome, why, None])
    assert all(first <= row[0] <= AS_OF for row in rows)
    rows.sort(key=lambda x: (x[0], x[2], str(x[5])))
    out = []
    for i, (day, found, came, outcome, why, job) in enumerate(rows):
        out.append([f"I{i + 1:05}", "JADA", stamp(day, r), found, came, outcome, why, job])
        key = (day.replace(day=1), came)
        by_month[key] = by_month.get(key, 0) + 1
    for i, (day, outcome) in enumerate(sorted((date(2026, 7, 1) + timedelta(r.randrange(91)), r.choice(["booked", "booked", "lost", "no_reply"])) for _ in range(62))):
        out.append([f"H{i + 1:04}", "QuickDumpNow", stamp(day, r), "google", r.choice(["phone", "google", "text"]), outcome, "price" if outcome == "lost" else None, None])
    write_csv("shared/inquiries.csv", ["Id", "Venture", "At", "Discovered via", "Arrived via", "Outcome", "Why lost", "Booking"], out)
    spend = {"google": "180.00", "instagram": "60.00"}
    hours = {"direct": 2, "google": 3, "email": 4, "sailo": 1, "getmyboat": 1, "instagram": 6, "viator": 1}
    visits = {"direct": 420, "google": 1180, "email": 510, "sailo": 90, "getmyboat": 130, "instagram": 760, "viator": 30}
    periods = []
    for month in MONTHS[6:]:
        for channel in CHANNELS:
            periods.append([channel, month, next_month(month), visits[channel] + r.randint(-20, 20), by_month.get((month, channel), 0), spend.get(channel, "0.00"), hours[channel]])
    write_csv("shared/channels.csv", ["Channel", "From", "Until", "Visits", "Inquiries", "Spend", "Hours"], periods)


def capacity():
    rows = []
    for month in MONTHS + [date(2026, 10, 1), date(2026, 11, 1)]:
        n = days_in(month)
        rows += [["JADA", "jada", month, n - (10 if month == date(2026, 2, 1) else 4), "slots"], ["Queen of San Diego", "evenings", month, 8, "slots"], ["QuickDumpNow", "four trailers", month, 4 * 22, "truck_days"],
                 ["Dangerous Centaur client portfolio", "kai and lena", month, 160, "hours"], ["Expert Yacht Delivery", "two skippers", month, 2 * 18, "days"]]
    write_csv("shared/capacity.csv", ["Venture", "Unit", "Month", "Available", "Measure"], rows)


def holdings():
    write_csv("shared/assets.csv", ["Venture", "Id", "Name", "Class", "Value", "Valued on", "Valued by", "Insured until", "Utilisation", "Owner", "Lien"],
              [["JADA", "vessel-jada", "Sailing yacht JADA", "vessel", "82000.00", "2025-11-03", "marine survey", "2026-10-31", "0.42", "Anna Okafor", None],
               ["Queen of San Diego", "stage", "Stage and sound", "equipment", "7400.00", "2024-06-01", "purchase price", None, "0.28", "Anna Okafor", None],
               ["QuickDumpNow", "trailer-1", "Dump trailer 1", "trailer", "6100.00", "2026-02-14", "dealer quote", "2027-02-01", "0.34", "Anna Okafor", None],
               ["QuickDumpNow", "trailer-2", "Dump trailer 2", "trailer", "5800.00", "2026-02-14", "dealer quote", "2027-02-01", "0.21", "Anna Okafor", None],
               ["QuickDumpNow", "trailer-3", "Dump trailer 3", "trailer", "5200.00", "2026-02-14", "dealer quote", "2026-08-31", "0.09", "Anna Okafor", None],
               ["QuickDumpNow", "trailer-4", "Flatbed trailer", "trailer", None, None, None, None, "0.03", "Anna Okafor", None],
               ["51st Street Rental", "building", "Three units, 51st Street", "real_estate", "642000.00", "2026-05-15", "broker opinion", "2027-04-01", "0.67", "Anna Okafor", "Harborview Community Bank"],
               ["Dangerous Centaur", "domains", "Domains and code", "intangible", None, None, None, None, None, "Anna Okafor", None]])
    write_csv("shared/ownership.csv", ["Venture", "Owner", "Share", "Since"],
              [["Example Holdings", "Anna Okafor", "0.82", "2019-03-01"], ["Example Holdings", "Ben Tran", "0.12", "2022-01-01"], ["Example Holdings", "Dolores Ibarra", "0.06", "2024-05-01"],
               ["QuickDumpNow", "Anna Okafor", "0.75", "2021-08-01"], ["QuickDumpNow", "Ben Tran", "0.25", "2021-08-01"]])
    seen = "2026-09-15"
    write_csv("shared/platform-fees.csv", ["Platform", "Kind", "Value", "From", "Applies to", "Source", "Checked", "Confidence"],
              [["getmyboat", "pct_gross", "0.085", None, "owner, paid in USD", "owner help page; paid 5-10 business days after the trip", seen, "documented"],
               ["getmyboat", "pct_gross", "0.115", None, "owner, with currency conversion", "owner help page", seen, "documented"],
               ["getmyboat", "pct_gross", "0.07", None, "owner, older terms", "older help page: 7%, within 30 days", seen, "contradicted"],
               ["boatsetter", "pct_gross", "0.10", None, "listing fee, older terms", "older help page; newer: the owner keeps 65-90% by boat and insurance", seen, "contradicted"],
               ["boatsetter", "pct_gross", "0.03", None, "extra charges", "owner help page: 3% and 0.15", seen, "documented"],
               ["boatsetter", "fixed", "0.15", None, "extra charges", "owner help page: 3% and 0.15", seen, "documented"],
               ["sailo", "pct_gross", "0.15", None, "owner", "not published; placeholder until the contract is read", seen, "placeholder"],
               ["viator", "pct_gross", "0.25", None, "usual; 20-30% seen", "supplier help page", seen, "documented"],
               ["viator", "per_listing", "29.00", "2025-08-01", "each product", "supplier help page", seen, "documented"],
               ["getyourguide", "pct_gross", "0.30", None, "start; 25-28% at volume", "supplier help page", seen, "documented"],
               ["direct", "pct_gross", "0.029", None, "card", "card processor's price list", seen, "documented"],
               ["direct", "fixed", "0.30", None, "card", "card processor's price list", seen, "documented"]])
    months = [date(2026, m, 1) for m in range(7, 13)]
    budget = []
    for month in months:
        for account, amount in (("Income:Charters", -9200 if month.month < 11 else -4200), ("Expenses:Crew", 2000 if month.month < 11 else 1000), ("Expenses:Captain", 1650 if month.month < 11 else 800), ("Expenses:Port-Fees", 1656 if month.month < 11 else 756), ("Expenses:Slip", 1180), ("Expenses:Maintenance", 350), ("Expenses:Insurance", 520)):
            budget.append([account, f"{month:%Y-%m}", money(amount)])
    write_csv("jada/budget.csv", ["Account", "Month", "Amount"], budget)
    write_csv("shared/targets.csv", ["Venture", "Metric", "Period", "Value"],
              [["Example Holdings", "net_burn", "2026-12", "5000"], ["Example Holdings", "net_burn", "FY2027-Q1", "0"], ["Example Holdings", "runway_months", "2026-12", "9"], ["JADA", "charters", "2026-09", "12"], ["JADA", "charters", "2026-10", "12"],
               ["QuickDumpNow", "jobs", "2026-09", "18"], ["51st Street Rental", "occupancy", "2026-12", "1"]])


# ---------------------------------------------------------------- repositories as fast-import streams

ANNA, ANNA2 = "Anna Okafor <anna@example-holdings.example>", "Anna O. <anna.okafor@personal.example>"
BEN, KAI, BOT = "Ben Tran <ben@quickdumpnow.example>", "Kai Oyelaran <kai@dangerous-centaur.example>", "renovate[bot] <bot@renovate.example>"


class Stream:
    """`git fast-import` text. Times are noon UTC of the day plus the commit's number in minutes: unique, in order."""

    def __init__(self):
        self.out, self.mark, self.tips, self.files = [], 0, {}, {}

    def commit(self, branch, day, author, subject, files=(), gone=(), start=None, merge=None):
        self.mark += 1
        seconds = (date.fromisoformat(day) - date(1970, 1, 1)).days * 86400 + 19 * 3600 + self.mark * 60
        parent = self.tips.get(branch) or (self.tips[start] if start else None)
        self.out += [f"commit refs/heads/{branch}", f"mark :{self.mark}", f"author {author} {seconds} -0700", f"committer {author} {seconds} -0700", self.data(subject + "\n")]
        if parent:
            self.out.append(f"from :{parent}")
        if merge:
            self.out.append(f"merge :{self.tips[merge]}")
            files = list(self.files[merge].items())  # fast-import joins parents, not trees
        self.files.setdefault(branch, {}).update(files)
        self.out += [f"D {path}" for path in gone]
        for path, text in files:
            self.out += [f"M 100644 inline {path}", self.data(text)]
        self.out.append("")
        self.tips[branch] = self.mark

    def tag(self, name, branch, day=None, message=None):
        if message:
            seconds = (date.fromisoformat(day) - date(1970, 1, 1)).days * 86400 + 23 * 3600
            self.out += [f"tag {name}", f"from :{self.tips[branch]}", f"tagger {ANNA} {seconds} -0700", self.data(message + "\n")]
        else:
            self.out += [f"reset refs/tags/{name}", f"from :{self.tips[branch]}", ""]

    @staticmethod
    def data(text):
        return f"data {len(text.encode())}\n{text}"

    def text(self):
        return "\n".join(self.out + ["done"]) + "\n"


def repositories():
    infra = lambda path: (OUT / "infra" / path).read_text()
    s = Stream()
    handler = 'import json\n\n\ndef handler(event, context):\n    """Answers GET /slots with the free days of the month."""\n    return {"statusCode": 200, "body": json.dumps({"slots": []})}\n'
    test = 'from src.handler import handler\n\n\ndef test_answers():\n    assert handler({}, None)["statusCode"] == 200\n'
    ci = "name: test\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: pip install -r requirements.txt pytest\n      - run: pytest\n"
    env = "# settings of the booking function\nTABLE=bookings\nAWS_ACCESS_KEY_ID=AKIA" + "QDEMOFAKEKEY2345\nSLOT_SIGNING_SECRET=fake-demo-signing-7xKq9-planted-1mVb2\n"
    s.commit("main", "2025-05-06", ANNA, "first sketch of the booking function", [("README.md", "# booking-api\n\nFree days and bookings of JADA.\n"), ("src/handler.py", handler)])
    s.commit("main", "2025-05-07", ANNA, "settings for the laptop", [("config/.env", env)])
    s.commit("main", "2025-05-20", ANNA2, "table and function in one template", [("template.yaml", infra("booking-api/template.yaml").replace("FunctionUrlConfig:\n        AuthType: NONE\n", "FunctionUrlConfig:\n        AuthType: AWS_IAM\n"))])
    s.commit("main", "2025-06-11", BEN, "a test, so that it stays up", [("tests/test_handler.py", test), ("requirements.txt", "boto3==1.34.0\nrequests==2.25.1\n")])
    s.tag("v0.1.0", "main", "2025-06-12", "first one in use")
    s.commit("main", "2025-06-30", ANNA, "function URL open, the form on the site needs it", [("template.yaml", infra("booking-api/template.yaml"))])
    s.commit("main", "2025-08-02", ANNA, "take the settings out of the tree", [(".gitignore", ".env\nconfig/.env\n")], gone=["config/.env"])
    s.commit("deposits", "2025-09-04", BEN, "deposits: read the state of a booking", [("src/deposits.py", 'STATES = ["tentative", "deposit received", "paid in full"]\n')], start="main")
    s.commit("deposits", "2025-09-09", BEN, "deposits: refuse a second one", [("src/deposits.py", 'STATES = ["tentative", "deposit received", "paid in full"]\n\n\ndef accepts(state):\n    return state == "tentative"\n')])
    s.commit("main", "2025-09-12", ANNA, "Merge branch 'deposits'", merge="deposits")
    s.tag("v0.2.0", "main", "2025-09-12", "deposits")
    s.commit("main", "2025-10-15", BOT, "chore(deps): requests 2.25.1 to 2.31.0", [("requirements.txt", "boto3==1.34.0\nrequests==2.31.0\n")])
    s.commit("main", "2025-12-01", ANNA2, "hotfix: a tentative booking blocked the day", [("src/slots.py", 'def is_free(booking):\n    return booking is None or booking["state"] == "tentative"\n')])
    s.tag("v0.2.1", "main")
    s.commit("waitlist", "2026-03-11", BEN, "waiting list, first half", [("src/waitlist.py", "def add(day, name):\n    raise NotImplementedError\n")], start="main")
    s.commit("main", "2026-04-20", ANNA, "crew page without money", [("src/crew.py", 'HIDDEN = ("gross", "deposit", "port_fee", "crew", "captain")\n\n\ndef page(booking):\n    return {k: v for k, v in booking.items() if k not in HIDDEN}\n')])
    s.commit("main", "2026-05-18", BOT, "chore(deps): boto3 1.34.0 to 1.35.0", [("requirements.txt", "boto3==1.35.0\nrequests==2.31.0\n")])
    s.commit("main", "2026-06-08", BEN, "run the tests on push", [(".github/workflows/test.yml", ci)])
    s.tag("v0.3.0", "main", "2026-06-09", "crew page")
    s.commit("proposed", "2026-08-13", KAI, "template with the doors closed", [("proposed/template.yaml", infra("clean/template.yaml"))], start="main")
    s.commit("main", "2026-08-17", ANNA, "Merge branch 'proposed'", merge="proposed")
    s.commit("main", "2026-09-03", ANNA2, "one name for both of my addresses", [(".mailmap", "Anna Okafor <anna@example-holdings.example> <anna.okafor@personal.example>\n")])
    s.commit("main", "2026-09-22", ANNA, "slots: October and November", [("src/slots.py", 'MONTHS = ("2026-10", "2026-11")\n\n\ndef is_free(booking):\n    return booking is None or booking["state"] == "tentative"\n')])
    write("repositories/booking-api.fast-import", "feature done\n" + s.text())

    s = Stream()
    page = "<!doctype html>\n<html lang=\"en\">\n<head><title>%s</title></head>\n<body><main><h1>%s</h1></main></body>\n</html>\n"
    deploy = "#!/bin/sh\n# one bucket, one distribution, every client\nset -e\naws s3 sync sites/ s3://client-sites-example/\naws cloudfront create-invalidation --distribution-id EDEMO00EXAMPLE --paths '/*'\n"
    sites = ["Harbor Kite School", "Pelican Cove Dental", "Sol y Mar Catering", "North Jetty Surf Shop", "Tidewater Legal", "Lantern House Yoga"]
    slug = lambda name: name.lower().replace(" ", "-")
    s.commit("main", "2025-04-14", KAI, "all client sites in one place", [("README.md", "# client-sites\n\nStatic sites of the clients. deploy.sh puts all of them out.\n"), ("deploy.sh", deploy)])
    for i, name in enumerate(sites[:3]):
        s.commit("main", f"2025-0{5 + i}-0{3 + i}", KAI if i % 2 else ANNA, f"site of {name}", [(f"sites/{slug(name)}/index.html", page % (name, name))])
    s.commit("main", "2025-07-21", KAI, "bucket and distribution in terraform", [("infra/main.tf", infra("client-sites/main.tf"))])
    s.tag("2025-07", "main")
    for i, name in enumerate(sites[3:]):
        s.commit("main", f"2025-{9 + i:02}-15", KAI, f"site of {name}", [(f"sites/{slug(name)}/index.html", page % (name, name))])
    s.commit("main", "2026-01-08", BOT, "chore(deps): provider aws 5.31 to 5.40", [("infra/versions.tf", 'terraform {\n  required_providers {\n    aws = {\n      source  = "hashicorp/aws"\n      version = "~> 5.40"\n    }\n  }\n}\n')])
    s.commit("old-theme", "2026-02-02", KAI, "theme switch, not finished", [("theme.css", ":root { --ink: #222; }\n")], start="main")
    s.commit("redesign", "2026-07-28", KAI, "redesign: type and colours", [("theme.css", ":root { --ink: #1f2328; --paper: #fff; }\n")], start="main")
    s.commit("main", "2026-08-04", ANNA2, "form handler for the dental forms", [("forms/handler.js", "exports.handler = async () => ({ statusCode: 204 });\n")])
    s.commit("redesign", "2026-08-19", KAI, "redesign: spacing", [("theme.css", ":root { --ink: #1f2328; --paper: #fff; --gap: 8px; }\n")])
    s.commit("main", "2026-08-26", KAI, "Merge branch 'redesign'", merge="redesign")
    s.tag("2026-08", "main", "2026-08-26", "redesign")
    s.commit("main", "2026-09-10", KAI, "hotfix: menu on small screens", [("menu.css", "nav { display: block; }\n")])
    s.commit("main", "2026-09-21", KAI, "a closed version of the infrastructure, to read", [("proposed/main.tf", infra("clean/main.tf"))])
    write("repositories/client-sites.fast-import", "feature done\n" + s.text())


def main():
    trips = charters()
    jada = jada_book(trips)
    write_jada(trips, jada)
    client_book, sweeps, invoices, payments = clients()
    books = [jada, queen(), hauling(), client_book, rental(), deliveries(), portfolio_book()]
    books.append(studio(sweeps, books))
    cloud_bill()
    demand(trips)
    capacity()
    holdings()
    if (OUT / "infra").exists():
        repositories()
    for b in books:
        print(f"{b.entity:<24}", *[f"{b.burn(m):>9}" for m in MONTHS], "cash", sum(b.balance(a) for a in b.cash))
    print(f"{'all':<24}", *[f"{sum(b.burn(m) for b in books):>9}" for m in MONTHS], "cash", sum(sum(b.balance(a) for a in b.cash) for b in books))
    for b in books:
        low = min((sum(b.balance(a, d) for a in b.cash), d) for d in (START + timedelta(i) for i in range(548)))
        print("lowest", b.entity, *low)


if __name__ == "__main__":
    main()
