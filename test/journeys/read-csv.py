"""Reads CSV exports with Python's own strict reader, and compares them with the NDJSON export of the same events.

usage: read-csv.py SENDER_ENV

Knows the documents alone: one leading ' is taken off a cell, and NAME_2 continues NAME. Standard library only.
"""

import csv
import io
import json
import sys
import time
import urllib.parse
import urllib.request

TEXTS = [
    "=1+1", "\n=1", " +1", "\u00a0-1", "\u200b@A1", "\ufeff=1", "\uff1d1", "'=1", "''", "007", "1e5", "12345678901234567890",
    "TRUE", "3-4", 'a "quoted", text', "two\nlines", "two\r\nlines", "a\rb", "plain",
]


def read_url(path):
    settings = dict(line.rstrip("\n").split("=", 1) for line in open(sys.argv[1], encoding="utf-8") if "=" in line)
    return settings["TRAILKEEPER_URL"] + path


def send(events):
    body = json.dumps(events).encode()
    request = urllib.request.Request(read_url("/v1/events"), body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 202, answer.status


def export(**query):
    address = read_url("/v1/export?" + urllib.parse.urlencode({"event_type": "csv_reader", **query}))
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode("utf-8")


def read_records(text, most):
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    head = next(rows)
    for row in rows:
        assert len(row) == len(head), (len(row), len(head))
        assert max(map(len, row)) <= most, max(map(len, row))
        plain = {name: cell[1:] if cell.startswith("'") else cell for name, cell in zip(head, row)}
        yield {name: cell + plain.get(name + "_2", "") for name, cell in plain.items() if not name.endswith("_2")}


def expect_same(record, event):
    for name, value in event.items():
        if name == "error":
            assert (record["error_code"], record["error_message"]) == (value["code"], value["message"]), event
        elif isinstance(value, str):
            assert record[name] == value, (name, record[name], value)
        elif value is not None:
            assert json.loads(record[name]) == value, (name, record[name], value)


send([
    {
        "timestamp": "2026-01-31T09:30:00Z", "event_type": "csv_reader", "action": "write", "status": "failure",
        "user_id": text, "resource_id": text, "external_id": f"csv-reader-{at}",
        "error": {"code": text, "message": text}, "details": {"text": text, "long": text * (40000 // len(text))},
    }
    for at, text in enumerate(TEXTS)
])
deadline = time.monotonic() + 30
while len(export().splitlines()) < len(TEXTS):
    assert time.monotonic() < deadline, "the events did not arrive"
    time.sleep(0.1)
events = [json.loads(line) for line in export().splitlines()]
assert sorted(event["user_id"] for event in events) == sorted(TEXTS)
excel = export(format="csv", **{"for": "excel"})
assert excel.startswith("\ufeff")
for text, most in ((export(format="csv"), 65536), (excel.removeprefix("\ufeff"), 32766)):
    records = list(read_records(text, most))
    assert len(records) == len(events), (len(records), len(events))
    for record, event in zip(records, events):
        expect_same(record, event)
print(f"{2 * len(events)} passed, 0 failed")
