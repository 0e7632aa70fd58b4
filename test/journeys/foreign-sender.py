"""A sender that knows the JSON Schema and sender.env alone: sends with boto3, then looks for its events by HTTP.

Usage: foreign-sender.py <sender.env> <event schema>. Prints one line a check, then `N passed, N failed`.
With AWS_SIGN=1 in sender.env its questions are signed, as a deployment wants them.
"""

import datetime
import json
import sys
import time
import urllib.parse
import urllib.request
import uuid

import boto3
import jsonschema
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

RUN = uuid.uuid4().hex[:8]
DEADLINE_SECONDS = 20


def read_env(path):
    with open(path, encoding="utf-8") as lines:
        return dict(line.strip().split("=", 1) for line in lines if "=" in line)


def sign(env, url):
    """The headers of a signed GET; none where nothing is signed."""
    if env.get("AWS_SIGN") != "1":
        return {}
    request = AWSRequest(method="GET", url=url)
    credentials = Credentials(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"])
    SigV4Auth(credentials, "execute-api", env["AWS_REGION"]).add_auth(request)
    return dict(request.headers)


def get(env, path, **parameters):
    # Blanks as %20: a plus sign is a plus sign to a signature.
    query = urllib.parse.urlencode(parameters, doseq=True, quote_via=urllib.parse.quote)
    url = f"{env['TRAILKEEPER_URL']}{path}" + (f"?{query}" if query else "")
    with urllib.request.urlopen(urllib.request.Request(url, headers=sign(env, url)), timeout=10) as answer:
        return json.load(answer)


def all_events(env, **parameters):
    """Every event of a query, page by page."""
    events, cursor = [], None
    for _ in range(1000):
        page = get(env, "/v1/events", limit=7, **parameters, **({"cursor": cursor} if cursor else {}))
        events += page["events"]
        cursor = page["next_cursor"]
        if cursor is None:
            return events
    raise AssertionError("the pages do not end")


def wait_for(env, count, **parameters):
    end = time.monotonic() + DEADLINE_SECONDS
    events = []
    while time.monotonic() < end:
        events = all_events(env, **parameters)
        if len(events) >= count:
            break
        time.sleep(0.2)
    return events


def event(number, **more):
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=60 - number)
    return {
        "timestamp": start.isoformat(),
        "event_type": "vfs_operation",
        "action": "write",
        "status": "failure" if number % 3 == 0 else "success",
        "user_id": f"python-{RUN}",
        "resource_id": f"bucket-{RUN}:/file-{number}.txt",
        "related": [{"resource_id": f"bucket-{RUN}", "role": "bucket"}],
        "details": {"number": number, "text": "Grüße \U0001f4e6 \uffff"},
        **more,
    }


def same(sent, stored):
    """Whether the stored event says what was sent: every field, and the time as an instant."""
    parse = datetime.datetime.fromisoformat
    return parse(sent["timestamp"]) == parse(stored["timestamp"]) and all(
        stored.get(field) == value for field, value in sent.items() if field != "timestamp"
    )


def main():
    env = read_env(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8") as file:
        validator = jsonschema.Draft202012Validator(json.load(file))
    sqs = boto3.client(
        "sqs",
        endpoint_url=env["AWS_ENDPOINT_URL_SQS"],
        region_name=env["AWS_REGION"],
        aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
    )

    def send(body):
        sqs.send_message(QueueUrl=env["TRAILKEEPER_QUEUE_URL"], MessageBody=body)

    sent = [event(number) for number in range(20)]
    sent[5]["external_id"] = f"own-{RUN}"
    for one in sent:
        validator.validate(one)
    send(json.dumps(sent[0]))
    send(json.dumps(sent[1:8]))
    send("\n".join(json.dumps(one) for one in sent[8:]))
    send(json.dumps(sent[5]))

    user = f"python-{RUN}"
    stored = wait_for(env, len(sent), user_id=user, order="asc")
    failures = all_events(env, user_id=user, status="failure")
    timeline = get(env, "/v1/timeline", resource_id=f"bucket-{RUN}", limit=1000)["events"]
    one = get(env, f"/v1/events/{stored[0]['event_id']}")["event"] if stored else None

    send(json.dumps({**event(0), "user_id": f"broken-{RUN}", "event_id": str(uuid.uuid4())}))
    broken = event(1, user_id=f"broken-{RUN}", colour="red")
    send(json.dumps([broken, event(2, user_id=f"beside-{RUN}")]))
    beside = wait_for(env, 1, user_id=f"beside-{RUN}")
    end = time.monotonic() + DEADLINE_SECONDS
    refused = []
    while time.monotonic() < end and len(refused) < 2:
        quarantine = get(env, "/v1/quarantine", limit=100)
        refused = [item for item in quarantine["items"] if f"broken-{RUN}" in json.dumps(item)]
        time.sleep(0.2)

    checks = {
        "every event is stored once, an external id sent twice included": len(stored) == len(sent),
        "content is what was sent": all(same(a, b) for a, b in zip(sent, stored)),
        "failures are found by status": len(failures) == sum(one["status"] == "failure" for one in sent),
        "the bucket's timeline has them all": len(timeline) == len(sent),
        "one event is found by its id": one is not None and one == stored[0],
        "a bad event does not hold up its neighbour": len(beside) == 1,
        "a bad event is in quarantine, with its reason": len(refused) == 2,
        "a bad event is in no answer": all_events(env, user_id=f"broken-{RUN}") == [],
        "the schema refuses what ingest refuses": not validator.is_valid(broken),
    }
    for name, holds in checks.items():
        print(f"{'ok' if holds else 'FAILED'}: {name}")
    failed = sum(not holds for holds in checks.values())
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
