"""Features of requests by numpy, for lib/features/requests to be equal to; written to golden.json.

    python -m pip install numpy==2.4.6
    python test/features/requests/golden.py

After Kruegel and Vigna, Anomaly Detection of Web-based Attacks, 2003, written to be read and not to be fast: sets of
clients, and models that count every n-gram.
"""

import collections
import json
import random
import re
from pathlib import Path
from urllib.parse import unquote

import numpy as np


def decoded(text):
    for _ in range(3):
        more = unquote(text.replace("+", " "), encoding="latin-1")
        if more == text:
            break
        text = more
    return text.lower()


def grams_rarity(texts, clients, n):
    """Maximum, mean and mean of the three rarest -ln(share of clients) of the distinct n-grams of each text."""
    sent = collections.defaultdict(set)

    def grams(text):
        return {("\x02" + text + "\x03")[i : i + n] for i in range(len(text) + 3 - n)}

    for text, client in zip(texts, clients):
        for gram in grams(text):
            sent[gram].add(client)
    out = []
    for text in texts:
        v = np.sort([-np.log(len(sent[gram]) / len(set(clients))) for gram in grams(text)])[::-1]
        out.append((v[0], v.mean(), v[:3].mean()))
    return np.array(out)


def shape(value):
    return re.sub("[0-9]+", "0", re.sub("[a-z\xdf-\xff]+", "a", value))


class Bigrams:
    """Interpolated model of characters given the one before; weight c / (c + 5)."""

    def __init__(self, symbols):
        self.symbols = symbols
        self.counts = [collections.Counter() for _ in range(3)]
        self.contexts = [collections.Counter() for _ in range(3)]

    def add(self, text):
        text = "\x02" + text + "\x03"
        for i in range(1, len(text)):
            for m in (1, 2):
                self.counts[m][text[i - m + 1 : i + 1]] += 1
                self.contexts[m][text[i - m + 1 : i]] += 1

    def surprises(self, text):
        text = "\x02" + text + "\x03"
        out = []
        for i in range(1, len(text)):
            p = 1 / self.symbols
            for m in (1, 2):
                gram = text[i - m + 1 : i + 1]
                context = self.contexts[m].get(gram[:-1], 0)
                if context == 0:
                    break
                weight = context / (context + 5)
                p = (1 - weight) * p + weight * self.counts[m].get(gram, 0) / context
            out.append(-np.log(p))
        return np.array(out)


def attributes(uris, clients):
    requests = []
    for uri in uris:
        path, _, query = uri.partition("?")
        pairs = (part.partition("=") for part in query.split("&") if part)
        requests.append((decoded(path), tuple((decoded(name), decoded(value)) for name, _, value in pairs)))
    paths, tuples, names = (collections.defaultdict(set) for _ in range(3))
    for (path, parameters), client in zip(requests, clients):
        paths[path].add(client)
        tuples[path, tuple(name for name, _ in parameters)].add(client)
        for name, _ in parameters:
            names[path, name].add(client)

    def rarity(sent):
        return -np.log(len(sent) / len(set(clients)))

    values = collections.defaultdict(list)
    for path, parameters in set(requests):
        for name, value in parameters:
            values[path, name].append(value)
    common, own = Bigrams(100), {}
    for key, sent in values.items():
        for value in set(sent):
            common.add(shape(value))
        if len(sent) >= 20:
            model = Bigrams(60)
            for value in sent:
                model.add(shape(value))
            lengths = np.log1p([len(value) for value in sent])
            deviation = np.median(np.abs(lengths - np.median(lengths))) * 1.4826
            own[key] = (model, np.median(lengths), max(deviation, 0.15))
    out = []
    for path, parameters in requests:
        of_path = rarity(paths[path])
        sums, largest, lengths = [0], [0], [0]
        for name, value in parameters:
            model, *length = own.get((path, name), (common,))
            v = model.surprises(shape(value))
            sums.append(v.sum())
            largest.append(v.max())
            if length:
                lengths.append(abs(np.log1p(len(value)) - length[0]) / length[1])
        out.append((
            of_path,
            rarity(tuples[path, tuple(name for name, _ in parameters)]) - of_path,
            max([rarity(names[path, name]) - of_path for name, _ in parameters], default=0),
            max(sums), max(largest), max(lengths)))
    return np.array(out)


def invented():
    """A shop's visitors, and one who attacks it."""
    draw = random.Random(7)
    words = ["lamp", "Chair", "desk", "caf%C3%A9", "blue+rug", "oak table", "sofa-bed", "Tischl%E4mpchen"]
    requests = []
    for k in range(40):
        client = f"192.0.2.{draw.randrange(14)}"
        requests += [
            (client, draw.choice(["/", "/index.html", "/style.css", "/img/logo.png"])),
            (client, f"/search?q={draw.choice(words)}%20{draw.randrange(99)}&page={draw.randrange(5)}"),
            (client, f"/item.php?id={draw.randrange(10_000)}"),
            (client, f"/item.php?id={draw.randrange(100)}&ref=mail" if k % 7 == 0 else "/cart"),
        ]
    return requests + [("203.0.113.9", uri) for uri in [
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E&page=1",
        "/search?q=1'%20OR%20'1'='1&page=9999999999",
        "/item.php?id=1%2527%2520UNION%2520SELECT%2520password,2,3&debug=&&x=%00",
        "/item.php?id=../../../../etc/passwd",
        "/.env", "/wp-login.php?redirect_to=http%3A%2F%2F192.0.2.1%2Fwp-admin%2F", "/%zz?=&%=%", "?", "/search?",
    ]]


requests = sorted(set(invented()))
clients, uris = zip(*requests)
texts = [decoded(uri) for uri in uris]
one, two, three = (grams_rarity(texts, clients, n) for n in (1, 2, 3))
features = np.column_stack([attributes(uris, clients), one[:, 0], two[:, 2], two[:, 1], three[:, 1]])
rows = ",\n".join(
    json.dumps([client, uri, [round(float(x), 9) for x in row]]) for (client, uri), row in zip(requests, features))
(Path(__file__).parent / "golden.json").write_text(f"[\n{rows}\n]\n")
